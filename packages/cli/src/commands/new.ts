import type { CommandModule } from "yargs";
import * as z from "zod";
import { takenNames } from "../find.ts";
import { checkFlags } from "../flags.ts";
import { adapterName } from "../scaffold/adapter-name.ts";
import { scaffoldInOwnFolder } from "../scaffold/in-own-folder.ts";
import { repositoryOf, scaffoldInRepository } from "../scaffold/in-repository.ts";
import type { Made } from "../scaffold/scaffold.ts";
import { fillTemplate, type Parts } from "../scaffold/template.ts";
import { ownVersion } from "../version.ts";
import { JSON_OPTION } from "./json-option.ts";

const NewFlags = z.object({
  name: z.string(),
  source: z.boolean().default(false),
  sink: z.boolean().default(false),
  sandbox: z.boolean().default(false),
  json: z.boolean().default(false),
});
type NewFlags = z.output<typeof NewFlags>;

/** `etl new`. */
export const newCommand: CommandModule = {
  command: "new <what> <name>",
  describe: "new adapter: write a folder for a platform of your own that compiles, passes its tests and is listed.",
  builder: (command) =>
    command
      .positional("what", { choices: ["adapter"], demandOption: true, describe: "What is made." })
      .positional("name", { type: "string", demandOption: true, describe: "Its name, like my-forum." })
      .options({
        source: { type: "boolean", describe: "With a source. Default, unless only a sink is asked for." },
        sink: { type: "boolean", describe: "With a sink." },
        sandbox: {
          type: "boolean",
          describe: "With the platform's stand-in, and over HTTP; without it, files are read and written.",
        },
        json: JSON_OPTION,
      })
      .strict()
      .example("$0 new adapter my-forum", "A source that reads an export.")
      .example("$0 new adapter my-forum --source --sink --sandbox", "Both ways, through an API that can be rehearsed."),
  handler: async (argv) => await makeAdapter(checkFlags(NewFlags, argv)),
};

/** @throws ConfigError the name is not right or taken, or the folder is there */
async function makeAdapter({ name, source, sink, sandbox, json }: NewFlags): Promise<void> {
  const parts: Parts = { source: source || !sink, sink, sandbox };
  const called = adapterName(name, await takenNames());
  const plan = { name: called, parts, files: fillTemplate(called, parts) };
  const root = repositoryOf(process.cwd());
  const made = root === undefined ? scaffoldInOwnFolder(plan, ownVersion()) : scaffoldInRepository(root, plan);
  process.stdout.write(json ? `${JSON.stringify({ event: "new", ...made })}\n` : madeText(made));
}

function madeText({ folder, files, next }: Made): string {
  const lines = [
    `Made "${folder}". Fill in, in this order; each file begins with what it is for:`,
    ...files.map((path) => `  ${path}`),
    "Then:",
    ...next.map((step) => `  ${step}`),
  ];
  return `${lines.join("\n")}\n`;
}
