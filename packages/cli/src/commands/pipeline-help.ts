import { attachmentOptions } from "../attachment-options.ts";
import { findPipeline, pipelineNamedIn } from "../find.ts";
import { describeOptions, optionsOf } from "../options.ts";

/** As yargs takes it: `--help`, or `help` in the end. */
const ASKS = /^(?:--)?help\b/;

/**
 * The options of the pipeline that the command line names. Nothing unless help is asked for: yargs lays it out before
 * every command, and these take a tenth of a start.
 */
export async function pipelineHelp(args: readonly string[]): Promise<string> {
  if (!args.some((arg) => ASKS.test(arg))) return "";
  const name = await pipelineNamedIn(args);
  if (name === undefined) return "The options of a pipeline's source and sink: etl list.";
  return `Options of ${name}:\n${describeOptions(optionsOf(await findPipeline(name)))}`;
}

/** The same of commands that take `--attachments`, with its options. */
export async function pipelineAndFilesHelp(args: readonly string[]): Promise<string> {
  const help = await pipelineHelp(args);
  return help === "" ? "" : `${help}\n\nFiles of messages:\n${describeOptions(attachmentOptions())}`;
}
