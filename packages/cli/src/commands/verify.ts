import { join } from "node:path";
import { type Copying, type Verification, verify } from "@chat-etl/engine";
import { ConfigError, type Logger, type Pipeline } from "@chat-etl/sdk";
import { isWorkspace, openWorkspace } from "@chat-etl/store";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { attachmentsFor, checkAttachments, secretsOfAttachments } from "../attachments.ts";
import { callOf } from "../call.ts";
import { checkSink, secretsOfSide } from "../config.ts";
import { EXIT } from "../exit-codes.ts";
import { EXAMPLE_PIPELINE, findPipeline } from "../find.ts";
import { checkFlags, SessionFlags } from "../flags.ts";
import { givenBy, sinkWithAnswers } from "../given.ts";
import { createLogger } from "../logger.ts";
import { rehearse } from "../sandboxes.ts";
import { defaultFolder } from "../session.ts";
import type { Reporter } from "../show/reporter.ts";
import { verificationText } from "../show/verification-text.ts";
import { stopOnInterrupt } from "../stop.ts";
import { VerificationFile } from "../verification-file.ts";
import { pipelineAndFilesHelp } from "./pipeline-help.ts";
import { placeOptions, TEXT_OPTION } from "./session-options.ts";

const VerifyFlags = SessionFlags.omit({ fresh: true, concurrency: true, logLevel: true }).extend({
  share: z.coerce.number().gt(0).max(1).default(1),
});
type VerifyFlags = z.output<typeof VerifyFlags>;

/** `etl verify`. */
export function verifyCommand(reporter: Reporter, args: readonly string[]): CommandModule {
  return {
    command: "verify <pipeline>",
    describe: "Read the target back and compare it with what was sent. Writes nothing there.",
    builder: async (command) =>
      placeOptions(command, {
        sandbox: "Verify a rehearsal: the stand-in is started where it was.",
        workspace: "Folder that remembers what was sent. Default: .etl/<pipeline>@<target>.",
      })
        .options({
          share: {
            ...TEXT_OPTION,
            describe: "Part of the conversations to compare, such as 0.1; each of them whole. Default: 1, all of them.",
          },
          attachments: {
            ...TEXT_OPTION,
            describe: "As in the run: copies are compared too, where they can be reached.",
          },
        })
        .strictOptions()
        .example(`$0 verify ${EXAMPLE_PIPELINE}`, "With the options of the run; the keys are in .env.")
        .example(`$0 verify ${EXAMPLE_PIPELINE} --share 0.1`, "A tenth of the conversations of a big account.")
        .epilogue(
          `The result is kept in verification.json in the workspace. Exit codes: 0 equal, 3 differences, 4 could not finish, or records are still to be sent.\n\n${await pipelineAndFilesHelp(args)}`,
        ),
    handler: async (argv) => {
      process.exitCode = await verifyPipeline(checkFlags(VerifyFlags, argv), reporter);
    },
  };
}

/** Returns the exit code. @throws ConfigError, TransientError */
async function verifyPipeline(flags: VerifyFlags, reporter: Reporter): Promise<number> {
  const pipeline = await findPipeline(flags.pipeline);
  const given = givenBy(flags);
  const config = flags.sandbox ? undefined : sinkWithAnswers(pipeline, given);
  const attachments = checkAttachments(flags.attachments, given);
  const folder = flags.workspace ?? defaultFolder(pipeline, flags.sandbox ? undefined : { sink: config });
  if (!isWorkspace(folder)) throw new ConfigError(`There is no workspace in "${folder}". Name one with --workspace.`);
  const secrets: string[] = [];
  const file = join(folder, "log.jsonl");
  const logger = createLogger({ file, level: "info", verbose: false, reporter, secrets: () => secrets });
  secrets.push(...secretsOfAttachments(attachments));
  const { copying } = await attachmentsFor(attachments, { sink: pipeline.sink, folder, sandboxHosts: [] });
  const setting = { pipeline, folder, flags, reporter, logger, secrets, copying };
  try {
    if (!flags.sandbox) return await verifyWith(config, setting);
    await using rehearsal = await rehearse(withoutSource(pipeline), { folder, flags, logger });
    const rehearsed = checkSink(pipeline.sink, { ...given, sandbox: rehearsal.config });
    return await verifyWith(rehearsed, setting);
  } finally {
    await logger.close();
  }
}

function withoutSource({ source, ...pipeline }: Pipeline): Pipeline {
  const { sandbox: _, ...rest } = source;
  return { ...pipeline, source: rest };
}

interface Setting {
  readonly pipeline: Pipeline;
  readonly folder: string;
  readonly flags: VerifyFlags;
  readonly reporter: Reporter;
  readonly logger: Logger;
  readonly secrets: string[];
  readonly copying: Copying | undefined;
}

async function verifyWith(
  sinkConfig: unknown,
  { pipeline, folder, flags, reporter, logger, secrets, copying }: Setting,
): Promise<number> {
  secrets.push(...secretsOfSide("sink", pipeline.sink.config, sinkConfig));
  const stop = stopOnInterrupt((line) => reporter.log(line), "Ending; nothing was written to the target.");
  const workspace = await openWorkspace(folder);
  try {
    using kept = new VerificationFile(folder);
    const verification = await verify({
      ...{ pipeline, sinkConfig, workspace, target: flags.sandbox ? "sandbox" : undefined, call: callOf(flags) },
      copying,
      ...{ share: flags.share, speed: flags.sandbox ? flags.sandboxSpeed : 1, stop, logger },
      onEvent: reporter.onEvent,
      onConversation: (digests) => kept.add(digests),
    });
    kept.finish(verification);
    logger.info("Verified.", { status: verification.status, share: verification.share });
    tell(verification, kept.path, flags);
    if (verification.status === "different") return EXIT.rejected;
    return verification.pending > 0 ? EXIT.stopped : EXIT.complete;
  } catch (error) {
    if (!stop.aborted) throw error;
    return EXIT.interrupted;
  } finally {
    await workspace.close();
  }
}

function tell(verification: Verification, path: string, { json }: VerifyFlags): void {
  process.stdout.write(json ? `${JSON.stringify({ ...verification, file: path })}\n` : verificationText(verification));
  if (!json) process.stdout.write(`All of it, with the digests of every conversation: ${path}\n`);
}
