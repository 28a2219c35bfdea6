import { readJsonLines } from "@chat-etl/io";
import { ConfigError } from "@chat-etl/sdk";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { EXAMPLE_PIPELINE } from "../find.ts";
import { checkFlags, SessionFlags } from "../flags.ts";
import type { Reporter } from "../show/reporter.ts";
import { pipelineAndFilesHelp } from "./pipeline-help.ts";
import { runPipeline } from "./run.ts";
import { sessionOptions, TEXT_OPTION } from "./session-options.ts";

/** Those of `etl run`, but what only a first run has. */
const ReplayFlags = SessionFlags.omit({ fresh: true, mapUsers: true }).extend({
  limit: z.coerce.number().int().positive().optional(),
  from: z.string().min(1).optional(),
  code: z.string().min(1).optional(),
  files: z.boolean().default(false),
});

/** `etl replay`. */
export function replayCommand(reporter: Reporter, args: readonly string[]): CommandModule {
  return {
    command: "replay <pipeline>",
    describe: "Send rejected records once more: all, those of one code, or those of an edited file; then as etl run.",
    builder: async (command) =>
      sessionOptions(command)
        .options({
          limit: { ...TEXT_OPTION, describe: "Send at most so many messages in this run, oldest first." },
          from: {
            ...TEXT_OPTION,
            describe:
              'A file that etl errors --export wrote: only its records, as it has them now. What the source has given anew since the file was written stays as the source has it, told by "mark" in each line; of lines without it, only by editedAt.',
          },
          files: {
            type: "boolean",
            describe:
              "Try the files again that could not be copied, send the messages that were rejected for one, and copy those once more that etl verify found missing or changed.",
          },
          code: { ...TEXT_OPTION, describe: "Only the records that were rejected with this code." },
        })
        .strictOptions()
        .example(`$0 replay ${EXAMPLE_PIPELINE} --code no-receiver`, "When what they lacked is there.")
        .example(
          `$0 replay ${EXAMPLE_PIPELINE} --attachments copy --files`,
          "When their host gives them again; with the options of the run.",
        )
        .example(`$0 replay ${EXAMPLE_PIPELINE} --from rejects.jsonl`, "When they are put right in the file.")
        .epilogue(await pipelineAndFilesHelp(args)),
    handler: async (argv) => {
      const { from, code, files, ...flags } = checkFlags(ReplayFlags, argv);
      if (from !== undefined && code !== undefined)
        throw new ConfigError("--from and --code are two choices: name one of them. A file may hold one code alone.");
      if (files && (from !== undefined || code !== undefined))
        throw new ConfigError("--files is a choice of its own: leave out --from and --code.");
      if (files && flags.attachments.policy !== "copy")
        throw new ConfigError(
          "--files tries to copy files again: name --attachments copy, and where they go, as in the run.",
        );
      // Nothing can be interrupted here: what a file holds is read in a moment, and the run hears the rest.
      const { signal } = new AbortController();
      const corrections = from === undefined ? undefined : readJsonLines(from, { signal });
      process.exitCode = await runPipeline({ ...flags, fresh: false }, reporter, { code, corrections, files });
    },
  };
}
