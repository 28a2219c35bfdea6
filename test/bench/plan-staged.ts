import { cometchatSink } from "@chat-etl/cometchat";
import { plan } from "@chat-etl/engine";
import { genericJsonSource } from "@chat-etl/generic-json";
import { definePipeline } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { talkjsSink } from "@chat-etl/talkjs";
import { measured, QUIET } from "./measure.ts";

/** Plans a load of a staged archive. Arguments: the archive, its workspace, sink, sink config as JSON. */
const [path = "", folder = "", name = "", config = "{}"] = process.argv.slice(2);
const sink = name === "talkjs" ? talkjsSink : cometchatSink;

const workspace = await openWorkspace(folder);
await measured(async () => {
  const made = await plan({
    pipeline: definePipeline({ name: "bench", summary: "", source: genericJsonSource, sink }),
    sourceConfig: genericJsonSource.config.parse({ path, mapping: "canonical" }),
    sinkConfig: sink.config.parse(JSON.parse(config)),
    workspace,
    concurrency: 4,
    speed: 1,
    stop: new AbortController().signal,
    logger: QUIET,
    onEvent: () => {},
  });
  return made?.open.message ?? 0;
});
await workspace.close();
