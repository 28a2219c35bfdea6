import { memorySink, memorySource } from "@chat-etl/memory";
import { ConfigError } from "@chat-etl/sdk";
import { beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { findEnds } from "../src/find.ts";
import { sideOptions } from "../src/options.ts";
import { type Description, descriptionOf } from "../src/show/describe/description.ts";
import { describeMarkdown } from "../src/show/describe/markdown.ts";
import { sectionsOf } from "../src/show/describe/sections.ts";
import { describeText } from "../src/show/describe/text.ts";

let sink: Description;

beforeAll(async () => {
  sink = await descriptionOf({ side: "sink", definition: memorySink });
});

it("finds by the name of a source or sink, by what pipelines call it, and by a pipeline's own name", async () => {
  const namesOf = async (name: string) =>
    (await findEnds(name)).map(({ side, definition }) => `${side} ${definition.name}`);
  expect(await namesOf("talkjs")).toEqual(["source talkjs", "sink talkjs"]);
  expect(await namesOf("json")).toEqual(["source generic-json", "sink json"]);
  expect(await namesOf("generic-json")).toEqual(["source generic-json"]);
  expect(await namesOf("slack-export-to-json")).toEqual(["source slack-export", "sink json"]);
  await expect(findEnds("nobody")).rejects.toThrow(/nothing called "nobody".*cometchat, generic-json/);
});

it("tells options, capabilities, fields and losses, and the same in every form", () => {
  const sections = sectionsOf(sink);
  const text = describeText(sink, sections, 100);
  const markdown = describeMarkdown(sink, sections);
  for (const words of ["Notes are plain text.", "Name of the app in this process's memory. Required.", "undo"])
    for (const form of [text, markdown]) expect(form).toContain(words);
  expect(markdown).toContain("| `--attachments.missing` |");
  expect(markdown).toContain("| `entities.bold` | lost: `formatting` |");
  expect(text).toMatch(/^ {2}entities\.bold +lost: formatting$/m);
  expect(text).toContain("stands behind them (loss order)");
});

it("fits a terminal: no line is wider, however narrow it is", () => {
  for (const columns of [60, 80, 140]) {
    const lines = describeText(sink, sectionsOf(sink), columns).split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
  }
});

it("says in sentences what a source can and cannot", async () => {
  const source = await descriptionOf({ side: "source", definition: memorySource });
  const [sentences = []] = sectionsOf(source).flatMap(({ part, sentences }) =>
    part === "capabilities" ? [sentences] : [],
  );
  expect(describeMarkdown(source, sectionsOf(source))).toContain("| message | `text`, `reactions` |");
  expect(sentences).toContain("It reads, in this order: people, rooms, notes.");
  expect(sentences).toContain("`--since` and `--delta` both read all again; only what is new is sent.");
});

it("escapes what is markup only by accident, and keeps names as they are", () => {
  const sections = [
    { part: "losses", title: "X", sentences: [], tables: [{ head: ["`a_b`"], rows: [["<b>1 | 2* `c|d`"]] }] },
  ] as const;
  expect(describeMarkdown(sink, sections)).toContain("| `a_b` |\n| --- |\n| \\<b\\>1 \\| 2\\* `c\\|d` |");
});

it("refuses options that the sink does not have", async () => {
  const end = { side: "sink", definition: memorySink } as const;
  await expect(descriptionOf(end, { colour: "red" })).rejects.toThrow(ConfigError);
});

it("shows a default as an operator writes it, not as a schema turns it", () => {
  const megabytes = z.coerce
    .number()
    .default(50)
    .transform((one) => one * 1_000_000);
  const names = z.string().transform((text) => text.split(","));
  const config = z.strictObject({ size: megabytes.meta({ description: "Most." }), names: names.default(["all"]) });
  expect(sideOptions("sink", config).map((option) => option.default)).toEqual([50, ["all"]]);
});
