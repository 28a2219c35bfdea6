#!/usr/bin/env node
import { ConfigError, TransientError } from "@chat-etl/sdk";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { checkCommand } from "./commands/check.ts";
import { errorsCommand } from "./commands/errors.ts";
import { guessCommand } from "./commands/guess.ts";
import { listCommand } from "./commands/list.ts";
import { mapCommand } from "./commands/map.ts";
import { planCommand } from "./commands/plan.ts";
import { previewCommand } from "./commands/preview.ts";
import { probeCommand } from "./commands/probe.ts";
import { replayCommand } from "./commands/replay.ts";
import { reportCommand } from "./commands/report.ts";
import { runCommand } from "./commands/run.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { statusCommand } from "./commands/status.ts";
import { undoCommand } from "./commands/undo.ts";
import { verifyCommand } from "./commands/verify.ts";
import { EXIT } from "./exit-codes.ts";
import { createReporter } from "./show/create-reporter.ts";
import { messageOf } from "./show/format.ts";
import { usageProblem } from "./usage.ts";

// A lone dash is standard input, and yargs takes it for a command.
const given = hideBin(process.argv);
const args = given.flatMap((arg, at) => {
  if (arg === "-" && given[at - 1]?.startsWith("--")) return [];
  return given[at + 1] === "-" && arg.startsWith("--") ? `${arg}=-` : arg;
});
const reporter = createReporter({ json: args.includes("--json") });

// Who reads along may go away; the run goes on, and the workspace knows everything.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  await commandLine().parseAsync();
} catch (error) {
  process.exitCode = fail(error);
}

function commandLine() {
  return (
    yargs(args)
      .scriptName("etl")
      .usage("$0 <command>\n\nMoves a chat history from one platform to another. Nothing lost, nothing doubled.")
      // Ids made of digits are text. What is a number is checked by its own schema.
      .parserConfiguration({ "parse-numbers": false, "parse-positional-numbers": false, "boolean-negation": false })
      .command(checkCommand(reporter, args))
      .command(planCommand(reporter, args))
      .command(runCommand(reporter, args))
      .command(statusCommand)
      .command(reportCommand)
      .command(verifyCommand(reporter, args))
      .command(undoCommand(reporter, args))
      .command(errorsCommand())
      .command(replayCommand(reporter, args))
      .command(mapCommand(reporter, args))
      .command(listCommand)
      .command(guessCommand(reporter))
      .command(previewCommand(reporter))
      .command(probeCommand(reporter, args))
      .command(sandboxCommand(args))
      .demandCommand(1, "Name a command; etl --help lists them.")
      .strictCommands()
      .version(false)
      .wrap(Math.min(110, process.stdout.columns ?? 110))
      .epilogue(
        "Exit codes: 0 all in, 1 a bug, 2 configuration or usage, 3 finished with rejects or differences, 4 stopped before the end (run again), 130 interrupted.",
      )
      .fail((message, error) => {
        const isUsage = error === undefined || error.name === "YError";
        throw isUsage ? new ConfigError(usageProblem(message ?? error?.message ?? "", args)) : error;
      })
  );
}

/** Tells what went wrong, never with a stack unless a developer asks for it. Returns the exit code. */
function fail(error: unknown): number {
  if (error instanceof ConfigError || error instanceof TransientError) {
    reporter.failure(error.message);
    return error instanceof ConfigError ? EXIT.config : EXIT.stopped;
  }
  const stack = process.env.ETL_DEBUG && error instanceof Error ? `\n${error.stack}` : "";
  reporter.failure(`This is a bug in etl, please report it: ${messageOf(error)}${stack}`);
  return EXIT.bug;
}
