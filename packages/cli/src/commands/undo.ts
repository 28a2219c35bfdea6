import { existsSync } from "node:fs";
import { join } from "node:path";
import { planUndo, sourceIdentity, type UndoSummary, undo } from "@chat-etl/engine";
import { ConfigError, type Logger, type Pipeline } from "@chat-etl/sdk";
import { openWorkspace, type Workspace } from "@chat-etl/store";
import type { CommandModule } from "yargs";
import type * as z from "zod";
import { checkSink, secretsOfSide } from "../config.ts";
import { confirm, mustBeConfirmable } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import { EXAMPLE_PIPELINE, findPipeline } from "../find.ts";
import { checkFlags, SessionFlags } from "../flags.ts";
import { givenBy, sinkWithAnswers } from "../given.ts";
import { createLogger } from "../logger.ts";
import { rehearse } from "../sandboxes.ts";
import { defaultFolder } from "../session.ts";
import type { Reporter } from "../show/reporter.ts";
import { undoPlanText, undoText } from "../show/undo-text.ts";
import { stopOnInterrupt } from "../stop.ts";
import { pipelineHelp } from "./pipeline-help.ts";
import { CONCURRENCY_OPTION, placeOptions, TEXT_OPTION } from "./session-options.ts";

const UndoFlags = SessionFlags.pick({
  pipeline: true,
  source: true,
  sink: true,
  sandbox: true,
  sandboxSpeed: true,
  workspace: true,
  concurrency: true,
  json: true,
}).extend({ yesDeleteFrom: SessionFlags.shape.workspace });
type UndoFlags = z.output<typeof UndoFlags>;

const EXITS: Readonly<Record<UndoSummary["status"], number>> = { ...EXIT, kept: EXIT.rejected };

/** `etl undo`. */
export function undoCommand(reporter: Reporter, args: readonly string[]): CommandModule {
  return {
    command: "undo <pipeline>",
    describe: "Remove from the target exactly what a workspace brought there, after showing it and asking.",
    builder: async (command) =>
      placeOptions(command, {
        sandbox: "Undo a rehearsal.",
        workspace: "The workspace of the load. Default: .etl/<pipeline>@<target>.",
      })
        .options({
          "yes-delete-from": {
            ...TEXT_OPTION,
            describe: "The target's name: do not ask for it. Without a terminal nothing is removed unless it is given.",
          },
          concurrency: CONCURRENCY_OPTION,
        })
        .strictOptions()
        .example(`$0 undo ${EXAMPLE_PIPELINE}`, "With the keys and the options of the run in question.")
        .example(`$0 undo ${EXAMPLE_PIPELINE} --sandbox`, 'Undo a rehearsal: its target is called "sandbox".')
        .epilogue(await pipelineHelp(args)),
    handler: async (argv) => {
      process.exitCode = await undoPipeline(checkFlags(UndoFlags, argv), reporter);
    },
  };
}

/** Returns the exit code. @throws ConfigError */
async function undoPipeline(flags: UndoFlags, reporter: Reporter): Promise<number> {
  const pipeline = await findPipeline(flags.pipeline);
  const given = givenBy(flags);
  // A rehearsal's account is known once its sandboxes run.
  const account = flags.sandbox ? undefined : { sink: sinkWithAnswers(pipeline, given) };
  const target = account === undefined ? "sandbox" : pipeline.sink.identity(account.sink);
  mustBeConfirmable({ name: target, given: flags.yesDeleteFrom, json: flags.json });
  const folder = flags.workspace ?? defaultFolder(pipeline, account);
  if (!existsSync(join(folder, "workspace.sqlite")))
    throw new ConfigError(
      `There is no workspace in "${folder}", so nothing is known to remove. Name it with --workspace.`,
    );
  const workspace = await openWorkspace(folder);
  const secrets: string[] = [];
  const file = join(folder, "log.jsonl");
  const logger = createLogger({ file, level: "info", verbose: false, reporter, secrets: () => secrets });
  try {
    const setting = { pipeline, target, workspace, flags, reporter, logger, secrets };
    if (account) return await undoWith(account.sink, setting);
    await using rehearsal = await rehearse(pipeline, { folder, flags, logger });
    return await undoWith(checkSink(pipeline.sink, { ...given, sandbox: rehearsal.config }), setting);
  } finally {
    await workspace.close();
    await logger.close();
  }
}

interface Setting {
  readonly pipeline: Pipeline;
  readonly target: string;
  readonly workspace: Workspace;
  readonly flags: UndoFlags;
  readonly reporter: Reporter;
  readonly logger: Logger;
  readonly secrets: string[];
}

async function undoWith(sinkConfig: unknown, setting: Setting): Promise<number> {
  const { pipeline, target, workspace, flags, reporter, logger, secrets } = setting;
  const { sink: definition } = pipeline;
  secrets.push(...secretsOfSide("sink", definition.config, sinkConfig));
  const source = await sourceIdentity(workspace, pipeline);
  const plan = await planUndo({ definition, workspace, target });
  if (!flags.json) process.stdout.write(undoPlanText(plan));
  const stop = stopOnInterrupt((line) => reporter.log(line));
  const onWait = (ms: number, why: string) => reporter.onEvent({ event: "waiting", ms, why });
  const sink = await definition.open(sinkConfig, { signal: new AbortController().signal, logger, onWait });
  try {
    await sink.check();
    await confirm({ name: target, given: flags.yesDeleteFrom, json: flags.json }, stop);
    const onEvent = reporter.onEvent;
    const speed = flags.sandbox ? flags.sandboxSpeed : 1;
    const { concurrency } = flags;
    logger.info("Undoing.", { target });
    const options = {
      definition,
      sinkConfig,
      sink,
      workspace,
      source,
      target,
      concurrency,
      speed,
      stop,
      logger,
      onEvent,
    };
    return tell(await undo(options), setting);
  } catch (error) {
    if (!stop.aborted) throw error;
    return EXIT.interrupted;
  } finally {
    await sink.close?.();
  }
}

function tell(summary: UndoSummary, { flags, reporter }: Setting): number {
  reporter.onEvent({ event: "phase", phase: "done" });
  process.stdout.write(flags.json ? `${JSON.stringify(summary)}\n` : undoText(summary));
  return EXITS[summary.status];
}
