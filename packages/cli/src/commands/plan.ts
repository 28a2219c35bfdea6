import { accessSync, constants, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Plan, plan } from "@chat-etl/engine";
import { ConfigError } from "@chat-etl/sdk";
import type { Argv, CommandModule } from "yargs";
import * as z from "zod";
import { askFilesFor } from "../ask-files.ts";
import { EXIT } from "../exit-codes.ts";
import { EXAMPLE_PIPELINE } from "../find.ts";
import { checkFlags, SessionFlags } from "../flags.ts";
import { inSession } from "../session.ts";
import { planMarkdown } from "../show/plan-markdown.ts";
import { planText } from "../show/plan-text.ts";
import type { Reporter } from "../show/reporter.ts";
import { pipelineAndFilesHelp } from "./pipeline-help.ts";
import { READING_OPTIONS, sessionOptions, TEXT_OPTION } from "./session-options.ts";

const ASK = 'must be "all", "none" or a number';

const PlanFlags = SessionFlags.extend({
  askFiles: z
    .union([z.enum(["all", "none"]), z.coerce.number().int().min(0)], { error: ASK })
    .transform((most) => (most === "all" ? Number.POSITIVE_INFINITY : most === "none" ? 0 : most))
    .optional(),
  out: z
    .string()
    .regex(/\.(json|md)$/, { error: "must end in .json or .md" })
    .optional(),
});
type PlanFlags = z.output<typeof PlanFlags>;

/** `etl plan`. */
export function planCommand(reporter: Reporter, args: readonly string[]): CommandModule {
  return {
    command: "plan <pipeline>",
    describe: "Tell what a run will send, reject and lose, and when it will be finished. Sends nothing.",
    builder: async (command) => options(command).epilogue(await pipelineAndFilesHelp(args)),
    handler: async (argv) => {
      process.exitCode = await planPipeline(checkFlags(PlanFlags, argv), reporter);
    },
  };
}

function options(command: Argv): Argv {
  return sessionOptions(command)
    .options({
      ...READING_OPTIONS,
      "ask-files": {
        ...TEXT_OPTION,
        describe:
          'Ask the hosts of so many files, or of "all", whether they are there and how large. Default: 20 if they are to be copied, else "none".',
      },
      out: {
        ...TEXT_OPTION,
        describe: "Write the plan to a file as well: everything to .json, what people read to .md.",
      },
    })
    .strictOptions()
    .example(`$0 plan ${EXAMPLE_PIPELINE} --out plan.md`, "With the keys in .env. etl run goes on from here.")
    .example(`$0 plan ${EXAMPLE_PIPELINE} --ask-files all`, "And are the files of messages still there?")
    .example(`$0 plan ${EXAMPLE_PIPELINE} --sandbox`, "Rehearse it, with the sample world.");
}

/** Returns the exit code. @throws ConfigError */
async function planPipeline(flags: PlanFlags, reporter: Reporter): Promise<number> {
  const { out } = flags;
  // Found out now, not after an hour of reading.
  if (out !== undefined) onFile(out, () => accessSync(dirname(resolve(out)), constants.W_OK));
  return await inSession(flags, reporter, async ({ options }) => {
    const made = await plan({ ...options, askFiles: await askFilesFor(flags, options) });
    if (made === undefined) {
      reporter.log("Interrupted. What was read is saved; run the same command again to go on.");
      return EXIT.interrupted;
    }
    process.stdout.write(flags.json ? `${JSON.stringify(made)}\n` : planText(made));
    if (out !== undefined) write(out, made);
    return EXIT[made.status];
  });
}

function write(file: string, made: Plan): void {
  const text = file.endsWith(".md") ? planMarkdown(made) : `${JSON.stringify(made, undefined, 2)}\n`;
  onFile(file, () => writeFileSync(file, text, { mode: 0o600 }));
}

/** @throws ConfigError when the file cannot be written */
function onFile(file: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new ConfigError(`The plan cannot be written to "${file}" (${why}). Name another file with --out.`, { cause });
  }
}
