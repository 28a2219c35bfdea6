import { pipelines } from "@chat-etl/pipelines";
import { describeOptions, optionsOf } from "../options.ts";

/** `etl list`: the pipelines with their options. */
export function listCommand(options: { readonly json: boolean }): void {
  if (options.json) {
    for (const pipeline of pipelines) {
      const { name, summary } = pipeline;
      process.stdout.write(`${JSON.stringify({ name, summary, options: optionsOf(pipeline) })}\n`);
    }
    return;
  }
  for (const pipeline of pipelines) {
    process.stdout.write(`${pipeline.name}\n  ${pipeline.summary}\n\n${describeOptions(optionsOf(pipeline))}\n\n`);
  }
}
