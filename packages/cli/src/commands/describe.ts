import { ConfigError } from "@chat-etl/sdk";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { findEnds } from "../find.ts";
import { checkFlags, SideFlags } from "../flags.ts";
import { type Description, descriptionOf } from "../show/describe/description.ts";
import { describeMarkdown } from "../show/describe/markdown.ts";
import { PARTS } from "../show/describe/section.ts";
import { sectionsOf } from "../show/describe/sections.ts";
import { describeText } from "../show/describe/text.ts";
import { JSON_OPTION } from "./json-option.ts";

const DescribeFlags = z.object({
  name: z.string().min(1),
  sink: SideFlags,
  side: z.enum(["source", "sink"]).optional(),
  part: z.enum(PARTS).optional(),
  markdown: z.boolean().default(false),
  json: z.boolean().default(false),
});
type DescribeFlags = z.output<typeof DescribeFlags>;

/** `etl describe`. */
export const describeCommand: CommandModule = {
  command: "describe <name>",
  describe: "Tell what a source or sink can: options, capabilities, what it carries and loses.",
  builder: (command) =>
    command
      .positional("name", {
        type: "string",
        demandOption: true,
        describe: "A platform or format, a pipeline, or the file of your own.",
      })
      .options({
        side: { choices: ["source", "sink"], requiresArg: true, describe: "Only this side of it." },
        part: { choices: PARTS, requiresArg: true, describe: "Only this part." },
        markdown: { type: "boolean", describe: "As Markdown, for a document." },
        json: JSON_OPTION,
        sink: { hidden: true },
      })
      .strictOptions()
      .example("$0 describe json", "All about it, as source and as sink.")
      .example("$0 describe json --side sink --part carries", "What becomes of every field there.")
      .example("$0 describe json --side sink --part attachments", "What can be done with files of messages.")
      .epilogue(
        "Quota, passes and what is carried depend on the sink's options: give them as for a run, --sink.<option> VALUE.",
      ),
  handler: async (argv) => await describe(checkFlags(DescribeFlags, argv)),
};

/** @throws ConfigError nothing is called so, or an option does not fit */
async function describe({ name, side, sink, ...how }: DescribeFlags): Promise<void> {
  const ends = (await findEnds(name)).filter((end) => side === undefined || end.side === side);
  if (ends.length === 0)
    throw new ConfigError(`There is no ${side} called "${name}". Leave out --side to see what is.`);
  const descriptions = await Promise.all(ends.map(async (end) => await descriptionOf(end, sink)));
  process.stdout.write(
    how.json ? `${JSON.stringify({ event: "described", ends: descriptions })}\n` : textOf(descriptions, how),
  );
}

function textOf(
  descriptions: readonly Description[],
  { part, markdown }: Pick<DescribeFlags, "part" | "markdown">,
): string {
  const texts = descriptions.map((description) => {
    const sections = sectionsOf(description).filter((section) => part === undefined || section.part === part);
    return markdown ? describeMarkdown(description, sections) : describeText(description, sections);
  });
  return texts.join("\n");
}
