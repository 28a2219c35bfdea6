import { memorySink } from "@chat-etl/memory";
import { expect, it } from "vitest";
import { undo } from "../src/index.ts";
import { copyScene, fileSink, withoutWords } from "./copy-scene.ts";

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

it("names messages as they were sent, whatever later runs wanted of their files", async () => {
  const scene = copyScene();
  const pipeline = withoutWords(scene.pipeline, "file alone");
  scene.note("file alone", "https://x.example/a");
  await scene.go({ pipeline });
  scene.note("later");
  await scene.copy({ policy: "drop" }, { pipeline, again: {} });
  expect(Object.keys(scene.arrived())).toEqual(["file alone", "later"]);
  const sinkConfig = { app: scene.targetName };
  const stop = new AbortController().signal;
  const sink = await memorySink.open(sinkConfig, { signal: stop, logger: QUIET });
  const summary = await scene.inWorkspace((workspace) =>
    undo({
      ...{ definition: fileSink, sinkConfig, sink, workspace, source: "notes", target: scene.targetName },
      ...{ concurrency: 1, speed: 1_000, stop, logger: QUIET, onEvent: () => {} },
    }),
  );
  expect([summary.removed.message, summary.left.message, scene.target.notes]).toEqual([2, 0, []]);
  expect(summary.kept.filter(({ kind }) => kind === "message")).toEqual([]);
});
