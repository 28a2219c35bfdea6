import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeSource } from "@chat-etl/conformance";
import { parleySource } from "../src/index.files.ts";

// 8. The contract, as tests: what the definition declares is tried on a small export. Put everything odd into it that the
//    format has, and three pages of 500 at least.

const POSTS = 1_200;

describeSource(parleySource, async () => {
  const folder = await mkdtemp(join(tmpdir(), "parley-"));
  const write = (name: string, items: readonly object[]) =>
    writeFile(join(folder, `${name}.jsonl`), items.map((item) => `${JSON.stringify(item)}\n`).join(""));
  await write("people", [{ handle: "ann", name: "Ann Lee" }, { handle: "bob" }]);
  await write("rooms", [{ room: "lobby", topic: "The lobby" }]);
  await write(
    "seats",
    ["ann", "bob"].map((handle) => ({ room: "lobby", handle })),
  );
  await write(
    "posts",
    Array.from({ length: POSTS }, (_, no) => ({
      key: `p${no}`,
      room: "lobby",
      by: no % 2 === 0 ? "ann" : "bob",
      at: Date.UTC(2024, 0, 1) + no * 60_000,
      body: no === 7 ? "" : `Post number ${no}`,
    })),
  );
  return { config: { folder }, close: () => rm(folder, { recursive: true }) };
});
