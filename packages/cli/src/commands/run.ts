import { join } from "node:path";
import { type RunOptions, run } from "@chat-etl/engine";
import { type Pipeline, shellWord } from "@chat-etl/sdk";
import type { Argv, CommandModule } from "yargs";
import * as z from "zod";
import { EXIT } from "../exit-codes.ts";
import { EXAMPLE_PIPELINE } from "../find.ts";
import { checkFlags, SessionFlags } from "../flags.ts";
import { inSession } from "../session.ts";
import type { Reporter } from "../show/reporter.ts";
import { pipelineAndFilesHelp } from "./pipeline-help.ts";
import { READING_OPTIONS, sessionOptions, TEXT_OPTION } from "./session-options.ts";

const SINCE = 'must be a day like 2026-05-31, a time like 2026-05-31T18:00:00Z, or "last"';

/** A day begins at midnight UTC. */
const Since = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .transform((text) => Date.parse(text))
  .refine((at) => at <= Date.now(), { error: "must lie in the past" });

const RunFlags = SessionFlags.extend({
  limit: z.coerce.number().int().positive().optional(),
  delta: z.boolean().default(false),
  since: z.union([z.literal("last"), Since], { error: SINCE }).optional(),
});
type RunFlags = z.output<typeof RunFlags>;

/** `etl run`. */
export function runCommand(reporter: Reporter, args: readonly string[]): CommandModule {
  return {
    command: "run <pipeline>",
    describe: "Run a pipeline from where its workspace stands to the end.",
    builder: async (command) => options(command).epilogue(await pipelineAndFilesHelp(args)),
    handler: async (argv) => {
      process.exitCode = await runPipeline(checkFlags(RunFlags, argv), reporter);
    },
  };
}

function options(command: Argv): Argv {
  return sessionOptions(command)
    .options({
      ...READING_OPTIONS,
      limit: { ...TEXT_OPTION, describe: "Send at most so many messages in this run, oldest first." },
      delta: {
        type: "boolean",
        describe: "Read a source that was read before again, send what is new and tell what changed or vanished there.",
      },
      since: {
        ...TEXT_OPTION,
        describe:
          'As --delta, but ask only for messages since a day or time, or since the "last" reading began (less an hour), of sources that can be asked so.',
      },
    })
    .strictOptions()
    .example(`$0 run ${EXAMPLE_PIPELINE} --sandbox`, "Rehearse the whole migration.")
    .example(`$0 run ${EXAMPLE_PIPELINE} --delta`, "In the last hour before everybody moves: what is new since.")
    .example(`$0 run ${EXAMPLE_PIPELINE} --limit 100`, "Send the first 100 messages; the keys are in .env.");
}

/** Loads what is still to come. `replay`: and these rejects. Returns the exit code. @throws ConfigError */
export async function runPipeline(
  flags: SessionFlags & Pick<RunFlags, "limit"> & Partial<Pick<RunFlags, "delta" | "since">>,
  reporter: Reporter,
  replay?: RunOptions["replay"],
): Promise<number> {
  return await inSession(flags, reporter, async ({ pipeline, workspace, options, page }) => {
    if (page && !flags.json) reporter.log(`What arrives can be looked at, meanwhile: ${page}`);
    const again = flags.delta || flags.since !== undefined ? { since: flags.since } : undefined;
    const summary = await run({ ...options, again, replay, limit: flags.limit ?? Number.POSITIVE_INFINITY });
    reporter.summary(summary);
    if (flags.sandbox && !flags.json) reporter.log(lookText(pipeline, workspace.folder, page));
    return EXIT[summary.status];
  });
}

/** How to look at a rehearsal's result: the stand-in again, where it just was. */
export function lookText({ sink }: Pick<Pipeline, "sink">, folder: string, page: string | undefined): string {
  if (sink.sandbox === undefined) return "";
  const command = `etl sandbox ${sink.name} --folder ${shellWord(join(folder, "sandbox", sink.name))}`;
  if (page === undefined) return `The stand-in keeps what arrived. To serve it again: ${command}`;
  return `The stand-in keeps what arrived. To serve it again: ${command} --port ${new URL(page).port}\nLook at it: ${page}`;
}
