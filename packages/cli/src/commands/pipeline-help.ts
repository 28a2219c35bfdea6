import { pipelines } from "@chat-etl/pipelines";
import { attachmentOptions } from "../attachment-options.ts";
import { findPipeline } from "../find.ts";
import { describeOptions, optionsOf } from "../options.ts";
import { isOwnPipeline } from "../own-pipeline.ts";

/** The options of the pipeline that the command line names. */
export async function pipelineHelp(args: readonly string[]): Promise<string> {
  const name = args.find((arg) => pipelines.has(arg) || isOwnPipeline(arg));
  const attachments = `Files of messages:\n${describeOptions(attachmentOptions())}`;
  if (name === undefined) return `The options of a pipeline's source and sink: etl list.\n\n${attachments}`;
  return `Options of ${name}:\n${describeOptions(optionsOf(await findPipeline(name)))}\n\n${attachments}`;
}
