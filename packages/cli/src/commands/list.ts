import type { CommandModule } from "yargs";
import { attachmentOptions } from "../attachment-options.ts";
import { allEnds, allPipelines } from "../find.ts";
import { optionsOf } from "../options.ts";
import { listText } from "../show/list-text.ts";
import { JSON_OPTION } from "./json-option.ts";

/** `etl list`. */
export const listCommand: CommandModule = {
  command: "list",
  describe: "List the pipelines, the sources and sinks with their options, and what files of messages take.",
  builder: (command) => command.option("json", JSON_OPTION).strict().example("$0 list", "All there are."),
  handler: async ({ json }) => (json ? await listAsJson() : await listForPeople()),
};

/** A line for each pipeline, with the options of both ends, and those that say what becomes of files. */
async function listAsJson(): Promise<void> {
  for (const pipeline of await allPipelines()) {
    const { name, summary } = pipeline;
    process.stdout.write(
      `${JSON.stringify({ name, summary, options: optionsOf(pipeline), attachments: attachmentOptions() })}\n`,
    );
  }
}

async function listForPeople(): Promise<void> {
  const { sources, sinks } = await allEnds();
  const listed = { pipelines: await allPipelines(), sources: await loaded(sources), sinks: await loaded(sinks) };
  process.stdout.write(`${listText(listed)}\n`);
}

async function loaded<End>(ends: ReadonlyMap<string, () => Promise<End>>): Promise<ReadonlyMap<string, End>> {
  return new Map(await Promise.all([...ends].map(async ([name, load]) => [name, await load()] as const)));
}
