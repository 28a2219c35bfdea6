import { join } from "node:path";
import { newFolder } from "../support/etl.ts";
import { jsonBytesOf } from "./json-in-zip.ts";
import { measure, measureWith } from "./measure.ts";
import { type Row, rowOf, writeSection } from "./results.ts";

/** What each archive holds, as the generator's options: files and their sizes come of many or few places and days. */
const ARCHIVES: readonly (readonly [what: string, options: object])[] = [
  ["100,000 day files", { channels: 100, days: 2000, messages: 130_000 }],
  ["day files of 100 MB", { layout: "official-public", channels: 1, days: 1, messages: 130_000 }],
];

/** The generator holds all it writes. */
const WIDE_HEAP = ["--max-old-space-size=6144"];

/** Slack exports into the workspace, against unzipping them by the same library and a `JSON.parse` of each file. */
export async function slack(): Promise<void> {
  const rows: Row[] = [];
  for (const [what, options] of ARCHIVES) rows.push(...(await staging(what, options)));
  writeSection("slack", rows);
}

async function staging(what: string, options: object): Promise<readonly Row[]> {
  const file = join(newFolder(), "export.zip");
  await measureWith(WIDE_HEAP, "write-slack", file, JSON.stringify(options));
  const megabytes = (await jsonBytesOf(file)) / 1e6;
  const ours = await measure("stage-slack", file, newFolder());
  const rival = await measure("parse-zip", file);
  return [
    rowOf(`staging a Slack export of ${what}, once`, ours, { megabytes }),
    rowOf("unzipping it with `yauzl`, `JSON.parse` of each file, once", rival, { megabytes, ours }),
  ];
}
