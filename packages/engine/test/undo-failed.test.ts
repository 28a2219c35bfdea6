import { memorySink } from "@chat-etl/memory";
import { type AnyRemove, ConfigError } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { expect, it } from "vitest";
import { undo } from "../src/index.ts";
import { fill, scene } from "./scene.ts";

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

it("an undo whose key is revoked in the middle tells what it removed and goes on later", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 1, notes: 4 });
  await stage.go();
  const sinkConfig = { app: stage.targetName };
  const stop = new AbortController().signal;
  const open = await memorySink.open(sinkConfig, { signal: stop, logger: QUIET });
  const tryOnce = async (allowed: number, { inDoubt = false } = {}) => {
    let requests = 0;
    const message: AnyRemove = async (record, options) => {
      requests += 1;
      if (requests > allowed) throw new ConfigError("The key is refused.");
      return (await open.remove?.message?.(record, options)) ?? { status: "removed" };
    };
    const workspace = await openWorkspace(stage.folder);
    try {
      if (inDoubt) await workspace.lane(stage.targetName).ledger.begin("message", [1], Date.now());
      return await undo({
        ...{ definition: memorySink, sinkConfig, sink: { ...open, remove: { ...open.remove, message } }, workspace },
        ...{ source: "notes", target: stage.targetName, concurrency: 1, speed: 1_000, stop, logger: QUIET },
        onEvent: () => {},
      });
    } finally {
      await workspace.close();
    }
  };
  expect(await tryOnce(2)).toMatchObject({
    status: "failed",
    reason: "The key is refused.",
    removed: { message: 2 },
    left: { message: 2 },
  });
  await expect(stage.go()).rejects.toThrow("did not come to its end");
  expect(await tryOnce(9)).toMatchObject({ reason: undefined, removed: { message: 2 }, left: { message: 0 } });
  expect(stage.target.notes).toEqual([]);
  // What was in the air when a run was killed may be there: not all is known to be removed.
  expect(await tryOnce(9, { inDoubt: true })).toMatchObject({ status: "kept", inDoubt: 1 });
});
