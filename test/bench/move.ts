import { cometchatSink } from "@chat-etl/cometchat";
import { run } from "@chat-etl/engine";
import { genericJsonSource } from "@chat-etl/generic-json";
import { definePipeline } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { talkjsSink } from "@chat-etl/talkjs";
import { measured, QUIET } from "./measure.ts";

/** Moves an archive: read, stage, load. Arguments: the archive, a workspace, sink config as JSON, sink, speed of the clocks. */
const [path = "", folder = "", config = "{}", name = "cometchat", speed = "1"] = process.argv.slice(2);
const sink = name === "talkjs" ? talkjsSink : cometchatSink;

const workspace = await openWorkspace(folder);
await measured(async () => {
  const summary = await run({
    pipeline: definePipeline({ name: "bench", summary: "", source: genericJsonSource, sink }),
    sourceConfig: genericJsonSource.config.parse({ path, mapping: "canonical" }),
    sinkConfig: sink.config.parse(JSON.parse(config)),
    workspace,
    concurrency: 4,
    limit: Number.POSITIVE_INFINITY,
    speed: Number(speed),
    stop: new AbortController().signal,
    logger: QUIET,
    onEvent: () => {},
  });
  return summary.kinds.message.written;
});
await workspace.close();
