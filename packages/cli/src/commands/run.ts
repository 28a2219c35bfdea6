import { join } from "node:path";
import { run } from "@chat-etl/engine";
import type { Logger, Pipeline } from "@chat-etl/sdk";
import { openWorkspace, setAside, type Workspace } from "@chat-etl/store";
import type { Argv, CommandModule } from "yargs";
import { checkConfig, type PipelineConfig, secretsOf } from "../config.ts";
import { EXIT } from "../exit-codes.ts";
import { EXAMPLE_PIPELINE, findPipeline } from "../find.ts";
import { checkFlags, RunFlags, splitSide } from "../flags.ts";
import { configWithAnswers, givenBy } from "../given.ts";
import { createLogger, LOG_LEVELS } from "../logger.ts";
import { startRehearsal } from "../sandboxes.ts";
import { lineOf } from "../show/lines.ts";
import type { Reporter } from "../show/reporter.ts";
import { stopOnInterrupt } from "../stop.ts";
import { JSON_OPTION } from "./json-option.ts";
import { pipelineHelp } from "./pipeline-help.ts";

/** `etl run`. */
export function runCommand(reporter: Reporter, args: readonly string[]): CommandModule {
  return {
    command: "run <pipeline>",
    describe: "Run a pipeline from where its workspace stands to the end.",
    builder: async (command) => options(command).epilogue(await pipelineHelp(args)),
    handler: async (argv) => {
      process.exitCode = await runPipeline(checkFlags(RunFlags, argv), reporter);
    },
  };
}

function options(command: Argv): Argv {
  const text = { type: "string", requiresArg: true } as const;
  return command
    .positional("pipeline", { type: "string", demandOption: true, describe: "See etl list." })
    .options({
      sandbox: {
        type: "boolean",
        describe: "Rehearse on this machine, with the platforms' stand-ins and a sample world instead of accounts.",
      },
      "sandbox-speed": {
        ...text,
        describe: "How many times faster than the real platforms' the sandboxes' clocks run. Default: 60.",
      },
      workspace: {
        ...text,
        describe: "Folder that remembers what was read and sent. Default: .etl/<pipeline>@<target>.",
      },
      fresh: { type: "boolean", describe: "Set the workspace aside and start a new one." },
      limit: { ...text, describe: "Send at most so many messages in this run, oldest first." },
      concurrency: { ...text, describe: "Requests in the air at once. Default: 4." },
      "log-level": {
        choices: LOG_LEVELS,
        describe: "What is logged, and shown too. Default: info to the file, errors to the screen.",
      },
      json: JSON_OPTION,
      source: { hidden: true },
      sink: { hidden: true },
    })
    .strictOptions()
    .example(`$0 run ${EXAMPLE_PIPELINE} --sandbox`, "Rehearse the whole migration.")
    .example(`$0 run ${EXAMPLE_PIPELINE} --limit 100`, "Send the first 100 messages; the keys are in .env.");
}

/** Returns the exit code. @throws ConfigError */
async function runPipeline(flags: RunFlags, reporter: Reporter): Promise<number> {
  const pipeline = await findPipeline(flags.pipeline);
  const given = givenBy(flags);
  // Real accounts are checked before anything is touched; a rehearsal's are known once its sandboxes run.
  const config = flags.sandbox ? undefined : configWithAnswers(pipeline, given);
  const folder = flags.workspace ?? defaultFolder(pipeline, config);
  if (flags.fresh) tellSetAside(setAside(folder, new Date()), reporter);
  const workspace = await openWorkspace(folder);
  const secrets: string[] = [];
  const logger = createLogger({
    file: join(folder, "log.jsonl"),
    level: flags.logLevel ?? "info",
    verbose: flags.logLevel !== undefined,
    reporter,
    secrets: () => secrets,
  });
  try {
    if (config) tellLearned(config.learned, reporter, flags);
    if (config) return await runWith(config, { pipeline, workspace, flags, reporter, logger, secrets });
    const folderOfSandboxes = join(folder, "sandbox");
    const switches = { source: splitSide(flags.source).switches, sink: splitSide(flags.sink).switches };
    await using rehearsal = await startRehearsal(pipeline, {
      folder: folderOfSandboxes,
      speed: flags.sandboxSpeed,
      switches,
      logger,
    });
    if (rehearsal.page && !flags.json) reporter.log(`What arrives can be looked at, meanwhile: ${rehearsal.page}`);
    const rehearsed = checkConfig(pipeline, { ...given, sandbox: rehearsal.config });
    const exitCode = await runWith(rehearsed, { pipeline, workspace, flags, reporter, logger, secrets });
    if (!flags.json) reporter.log(lookText(pipeline, workspace.folder, rehearsal.page));
    return exitCode;
  } finally {
    await workspace.close();
    await logger.close();
  }
}

interface Setting {
  readonly pipeline: Pipeline;
  readonly workspace: Workspace;
  readonly flags: RunFlags;
  readonly reporter: Reporter;
  readonly logger: Logger;
  readonly secrets: string[];
}

async function runWith(
  config: PipelineConfig,
  { pipeline, workspace, flags, reporter, logger, secrets }: Setting,
): Promise<number> {
  secrets.push(...secretsOf(pipeline, config));
  const summary = await run({
    pipeline,
    sourceConfig: config.source,
    sinkConfig: config.sink,
    workspace,
    // A sandbox listens on another port each time, and is the same target.
    target: flags.sandbox ? "sandbox" : undefined,
    concurrency: flags.concurrency,
    limit: flags.limit ?? Number.POSITIVE_INFINITY,
    speed: flags.sandbox ? flags.sandboxSpeed : 1,
    stop: stopOnInterrupt((line) => reporter.log(line)),
    logger,
    onEvent: (event) => {
      if (event.event === "notice" || event.event === "phase") logger.info(lineOf(event).trim());
      reporter.onEvent(event);
    },
  });
  reporter.summary(summary);
  return EXIT[summary.status];
}

/** How to look at a rehearsal's result: the stand-in again, where it just was. */
function lookText({ sink }: Pipeline, folder: string, page: string | undefined): string {
  if (sink.sandbox === undefined) return "";
  const command = `etl sandbox ${sink.name} --folder ${join(folder, "sandbox", sink.name)}`;
  if (page === undefined) return `The stand-in keeps what arrived. To serve it again: ${command}`;
  return `The stand-in keeps what arrived. To serve it again: ${command} --port ${new URL(page).port}\nLook at it: ${page}`;
}

/** A folder per pipeline and target account. */
function defaultFolder(pipeline: Pipeline, config: PipelineConfig | undefined): string {
  const target = config === undefined ? "sandbox" : pipeline.sink.identity(config.sink);
  return join(".etl", `${pipeline.name}@${target.replaceAll(/[^\w.-]/g, "_")}`);
}

function tellLearned(learned: Readonly<Record<string, string>>, reporter: Reporter, { json }: RunFlags): void {
  const options = Object.entries(learned).map(([name, value]) => `--sink.${name} ${value}`);
  if (options.length > 0 && !json) reporter.log(`As etl probe found out, unless set otherwise: ${options.join(", ")}.`);
}

function tellSetAside(old: string | undefined, reporter: Reporter): void {
  if (old !== undefined) reporter.log(`The earlier workspace was set aside in "${old}".`);
}
