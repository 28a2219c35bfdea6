import { mkdtemp, readdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { User } from "@chat-etl/model";
import { expect, it } from "vitest";
import { jsonSink } from "../src/sink.ts";

it("an archive is made for its owner's eyes only", async () => {
  const folder = join(await mkdtemp(join(tmpdir(), "etl-archive-")), "archive");
  const { signal } = new AbortController();
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const sink = await jsonSink.open({ folder }, { signal, logger: silent });
  const record = User.parse({ kind: "user", id: "ann", displayName: "Ann" });
  await sink.send.user([{ source: "test", record }], { signal });
  await sink.close?.();
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
  expect(await modeOf(folder)).toBe("700");
  const files = await readdir(folder);
  expect(files).toHaveLength(5);
  for (const name of files) expect([name, await modeOf(join(folder, name))]).toEqual([name, "600"]);
});
