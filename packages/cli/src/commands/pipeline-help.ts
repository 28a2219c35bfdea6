import { findPipeline, pipelineNamedIn } from "../find.ts";
import { describeOptions, optionsOf } from "../options.ts";

/** The options of the pipeline that the command line names. */
export async function pipelineHelp(args: readonly string[]): Promise<string> {
  const name = await pipelineNamedIn(args);
  if (name === undefined) return "The options of a pipeline's source and sink: etl list.";
  return `Options of ${name}:\n${describeOptions(optionsOf(await findPipeline(name)))}`;
}
