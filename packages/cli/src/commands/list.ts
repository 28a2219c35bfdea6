import type { CommandModule } from "yargs";
import { allPipelines } from "../find.ts";
import { describeOptions, optionsOf } from "../options.ts";
import { JSON_OPTION } from "./json-option.ts";

/** `etl list`. */
export const listCommand: CommandModule = {
  command: "list",
  describe: "List the pipelines with their options.",
  builder: (command) => command.option("json", JSON_OPTION).strict().example("$0 list", "All pipelines."),
  handler: async ({ json }) => (json ? await listAsJson() : await listForPeople()),
};

async function listAsJson(): Promise<void> {
  for (const pipeline of await allPipelines()) {
    const { name, summary } = pipeline;
    process.stdout.write(`${JSON.stringify({ name, summary, options: optionsOf(pipeline) })}\n`);
  }
}

async function listForPeople(): Promise<void> {
  for (const pipeline of await allPipelines()) {
    process.stdout.write(`${pipeline.name}\n  ${pipeline.summary}\n\n${describeOptions(optionsOf(pipeline))}\n\n`);
  }
}
