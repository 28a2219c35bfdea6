import { pipelines } from "@chat-etl/pipelines";
import { describeOptions, optionsOf } from "../options.ts";

/** The options of the pipeline that the command line names. */
export function pipelineHelp(args: readonly string[]): string {
  const pipeline = pipelines.find(({ name }) => args.includes(name));
  if (pipeline === undefined) return "The options of a pipeline's source and sink: etl list.";
  return `Options of ${pipeline.name}:\n${describeOptions(optionsOf(pipeline))}`;
}
