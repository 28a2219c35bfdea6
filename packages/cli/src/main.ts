import { pipelines } from "@chat-etl/pipelines";
import { ConfigError, TransientError } from "@chat-etl/sdk";
import yargs, { type Argv } from "yargs";
import { hideBin } from "yargs/helpers";
import { listCommand } from "./commands/list-command.ts";
import { runCommand } from "./commands/run-command.ts";
import { SandboxFlags, sandboxCommand } from "./commands/sandbox-command.ts";
import { statusCommand } from "./commands/status-command.ts";
import { EXIT } from "./exit-codes.ts";
import { sandboxes } from "./find.ts";
import { checkFlags, RunFlags } from "./flags.ts";
import { LOG_LEVELS } from "./logger.ts";
import { describeOptions, optionsOf } from "./options.ts";
import { createReporter } from "./show/create-reporter.ts";
import { messageOf } from "./show/format.ts";

const JSON_OPTION = { type: "boolean", describe: "Standard output is JSON Lines only." } as const;
const args = hideBin(process.argv);
const EXAMPLE = pipelines[0]?.name;
const reporter = createReporter({ json: args.includes("--json") });

try {
  await commandLine().parseAsync();
} catch (error) {
  fail(error);
}

function commandLine() {
  return (
    yargs(args)
      .scriptName("etl")
      .usage("$0 <command>\n\nMoves a chat history from one platform to another. Nothing lost, nothing doubled.")
      // Ids made of digits are text. What is a number is checked by its own schema.
      .parserConfiguration({ "parse-numbers": false, "parse-positional-numbers": false, "boolean-negation": false })
      .command(
        "run <pipeline>",
        "Run a pipeline from where its workspace stands to the end.",
        runOptions,
        async (argv) => {
          process.exitCode = await runCommand(checkFlags(RunFlags, argv), reporter);
        },
      )
      .command(
        "list",
        "List the pipelines with their options.",
        (command) => command.option("json", JSON_OPTION).strict(),
        (argv) => listCommand({ json: argv.json === true }),
      )
      .command("status", "Tell where a workspace stands, also while a run works on it.", statusOptions, (argv) =>
        statusCommand({ workspace: argv.workspace, json: argv.json === true }),
      )
      .command(
        "sandbox <platform>",
        "Serve a platform's stand-in on loopback, for anybody's client.",
        sandboxOptions,
        async ({ _: _commands, $0: _program, platform, port, folder, speed, sample, json, ...switches }) => {
          await sandboxCommand(checkFlags(SandboxFlags, { platform, port, folder, speed, sample, json, switches }));
        },
      )
      .demandCommand(1, "Name a command: run, list, status or sandbox.")
      .strictCommands()
      .version(false)
      .epilogue(
        "Exit codes: 0 all in, 1 a bug, 2 configuration or usage, 3 finished with rejects, 4 stopped before the end (run again), 130 interrupted.",
      )
      .fail((message, error) => {
        throw error ?? new ConfigError(`${message} See "etl --help".`);
      })
  );
}

function fail(error: unknown): void {
  if (error instanceof ConfigError) {
    reporter.failure(error.message);
    process.exitCode = EXIT.config;
  } else if (error instanceof TransientError) {
    reporter.failure(error.message);
    process.exitCode = EXIT.stopped;
  } else {
    reporter.failure(
      `This is a bug in etl, please report it: ${messageOf(error)}${process.env.ETL_DEBUG && error instanceof Error ? `\n${error.stack}` : ""}`,
    );
    process.exitCode = EXIT.bug;
  }
}

function runOptions(command: Argv) {
  return command
    .positional("pipeline", { type: "string", demandOption: true, describe: "See etl list." })
    .option("sandbox", {
      type: "boolean",
      describe: "Rehearse on this machine: both platforms' stand-ins, a sample world, no account anywhere.",
    })
    .option("sandbox-speed", {
      type: "string",
      describe: "How many times faster than the real platforms' the sandboxes' clocks run. Default: 60.",
    })
    .option("workspace", {
      type: "string",
      requiresArg: true,
      describe: "Folder that remembers what was read and sent. Default: .etl/<pipeline>@<target>.",
    })
    .option("fresh", { type: "boolean", describe: "Set the workspace aside and start a new one." })
    .option("limit", {
      type: "string",
      requiresArg: true,
      describe: "Send at most so many messages in this run, oldest first.",
    })
    .option("concurrency", { type: "string", requiresArg: true, describe: "Requests in the air at once. Default: 4." })
    .option("log-level", {
      choices: LOG_LEVELS,
      describe: "What is logged, and shown too. Default: info to the file, errors to the screen.",
    })
    .option("json", JSON_OPTION)
    .option("source", { hidden: true })
    .option("sink", { hidden: true })
    .strictOptions()
    .example(`$0 run ${EXAMPLE} --sandbox`, "Rehearse the whole migration.")
    .example(`$0 run ${EXAMPLE} --limit 100`, "Send the first 100 messages of a real app; its keys are in .env.")
    .epilogue(pipelineHelp());
}

/** The options of the pipeline that the command line names. */
function pipelineHelp(): string {
  const pipeline = pipelines.find(({ name }) => args.includes(name));
  if (pipeline === undefined) return "The options of a pipeline's source and sink: etl list.";
  return `Options of ${pipeline.name}:\n${describeOptions(optionsOf(pipeline))}`;
}

function statusOptions(command: Argv) {
  return command
    .option("workspace", {
      type: "string",
      requiresArg: true,
      describe: "The workspace's folder. Default: the only one below .etl.",
    })
    .option("json", JSON_OPTION)
    .strict()
    .example(`$0 status --workspace .etl/${EXAMPLE}@sandbox`, "");
}

function sandboxOptions(command: Argv) {
  return command
    .positional("platform", {
      type: "string",
      demandOption: true,
      describe: `One of: ${[...sandboxes().keys()].join(", ")}.`,
    })
    .option("port", { type: "string", requiresArg: true, describe: "Default: any free one." })
    .option("folder", {
      type: "string",
      requiresArg: true,
      describe: "Where its state is kept. Default: a temporary folder.",
    })
    .option("speed", {
      type: "string",
      requiresArg: true,
      describe: "Rate windows last so many times shorter than the platform's. Default: 1.",
    })
    .option("sample", { type: "boolean", default: true, describe: "Fill a source's sandbox with the sample world." })
    .option("json", JSON_OPTION)
    .example(`$0 sandbox ${pipelines[0]?.sink.name} --port 8080`, "A target for anybody's client.");
}
