import { cometchatSink } from "@chat-etl/cometchat";
import { run } from "@chat-etl/engine";
import { genericJsonSource } from "@chat-etl/generic-json";
import { definePipeline } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { measured, QUIET } from "./measure.ts";

/** Moves an archive into CometChat: read, stage, load. Arguments: the archive, a workspace, sink config as JSON. */
const [path = "", folder = "", config = "{}"] = process.argv.slice(2);

const workspace = await openWorkspace(folder);
await measured(async () => {
  const summary = await run({
    pipeline: definePipeline({ name: "bench", summary: "", source: genericJsonSource, sink: cometchatSink }),
    sourceConfig: genericJsonSource.config.parse({ path, mapping: "canonical" }),
    sinkConfig: cometchatSink.config.parse(JSON.parse(config)),
    workspace,
    concurrency: 4,
    limit: Number.POSITIVE_INFINITY,
    speed: 1,
    stop: new AbortController().signal,
    logger: QUIET,
    onEvent: () => {},
  });
  return summary.kinds.message.written;
});
await workspace.close();
