import { cometchatSink } from "@chat-etl/cometchat";
import { run } from "@chat-etl/engine";
import { definePipeline } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { talkjsExportSource } from "@chat-etl/talkjs";
import { measured, QUIET } from "./measure.ts";

/** Loads a staged workspace. Arguments: folder of the export, workspace, sink config as JSON, speed of the clocks. */
const [path = "", folder = "", config = "{}", speed = "1"] = process.argv.slice(2);

const workspace = await openWorkspace(folder);
await measured(async () => {
  const summary = await run({
    pipeline: definePipeline({ name: "bench", summary: "", source: talkjsExportSource, sink: cometchatSink }),
    sourceConfig: { path },
    sinkConfig: cometchatSink.config.parse(JSON.parse(config)),
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
