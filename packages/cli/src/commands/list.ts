import { pipelines } from "@chat-etl/pipelines";
import type { CommandModule } from "yargs";
import { describeOptions, optionsOf } from "../options.ts";
import { JSON_OPTION } from "./json-option.ts";

/** `etl list`. */
export const listCommand: CommandModule = {
  command: "list",
  describe: "List the pipelines with their options.",
  builder: (command) => command.option("json", JSON_OPTION).strict().example("$0 list", "All pipelines."),
  handler: ({ json }) => (json ? listAsJson() : listForPeople()),
};

function listAsJson(): void {
  for (const pipeline of pipelines) {
    const { name, summary } = pipeline;
    process.stdout.write(`${JSON.stringify({ name, summary, options: optionsOf(pipeline) })}\n`);
  }
}

function listForPeople(): void {
  for (const pipeline of pipelines) {
    process.stdout.write(`${pipeline.name}\n  ${pipeline.summary}\n\n${describeOptions(optionsOf(pipeline))}\n\n`);
  }
}
