import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SinkContext } from "@chat-etl/sdk";
import { expect, it, onTestFinished } from "vitest";
import { parleySink } from "../src/index.files.ts";

const { signal } = new AbortController();
const LOGGER = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "parley-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function openSink(folder: string, facts: Pick<SinkContext, "isFirst" | "hasWritten"> = {}) {
  return parleySink.open({ folder }, { signal, logger: LOGGER, ...facts });
}

it("does not begin over what is there, and does not go on without what it wrote", async () => {
  const folder = await newFolder();
  const check = async (facts: Pick<SinkContext, "isFirst" | "hasWritten">) =>
    await (await openSink(folder, facts)).check();
  await check({ isFirst: true });
  await expect(check({ hasWritten: true })).rejects.toThrow("is empty or gone");
  await writeFile(join(folder, "people.jsonl"), "{}\n");
  await expect(check({ isFirst: true })).rejects.toThrow("is not empty");
  await check({ isFirst: false, hasWritten: true });
});

it("a folder that cannot be made is for the operator to mend", async () => {
  const file = join(await newFolder(), "file");
  await writeFile(file, "");
  const sink = await openSink(join(file, "import"));
  await expect(sink.check()).rejects.toMatchObject({ name: "ConfigError" });
  const sending = sink.send.user([{ handle: "ann", name: "Ann" }], { signal });
  await expect(sending).rejects.toMatchObject({ name: "ConfigError" });
});
