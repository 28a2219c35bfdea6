#!/usr/bin/env node
import { ConfigError, TransientError } from "@chat-etl/sdk";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { COMMAND_NAMES, commandsFor } from "./commands/index.ts";
import { EXIT } from "./exit-codes.ts";
import { createReporter } from "./show/create-reporter.ts";
import { messageOf, printableLines } from "./show/format.ts";
import { usageProblem } from "./usage.ts";

// A lone dash is standard input, and yargs takes it for a command.
const given = hideBin(process.argv);
const args = given.flatMap((arg, at) => {
  if (arg === "-" && given[at - 1]?.startsWith("--")) return [];
  return given[at + 1] === "-" && arg.startsWith("--") ? `${arg}=-` : arg;
});
const reporter = await createReporter({ json: args.includes("--json") });

// Who reads along may go away; the run goes on, and the workspace knows everything.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  await (await commandLine()).parseAsync();
} catch (error) {
  process.exitCode = fail(error);
}

async function commandLine() {
  return (
    yargs(args)
      .scriptName("etl")
      .usage("$0 <command>\n\nMoves a chat history from one platform to another. Nothing lost, nothing doubled.")
      // Ids made of digits are text. What is a number is checked by its own schema.
      .parserConfiguration({ "parse-numbers": false, "parse-positional-numbers": false, "boolean-negation": false })
      .command([...(await commandsFor(reporter, args))])
      .demandCommand(1, `Name a command: ${COMMAND_NAMES}.`)
      .strictCommands()
      .version(false)
      .wrap(Math.min(110, process.stdout.columns ?? 110))
      .epilogue(
        "Exit codes: 0 all in, 1 a bug, 2 configuration or usage, 3 finished with rejects or differences, 4 stopped before the end (run again), 130 interrupted.",
      )
      .fail((message, error) => {
        throw error ?? new ConfigError(usageProblem(message, args));
      })
  );
}

/** Tells what went wrong, which may quote whatever was given, never with a stack unless a developer asks for it. Returns the exit code. */
function fail(error: unknown): number {
  // What yargs says of a call. It tells `fail` above of it only where a command's options need no loading.
  if (error instanceof Error && error.name === "YError")
    return fail(new ConfigError(usageProblem(error.message, args)));
  if (error instanceof ConfigError || error instanceof TransientError) {
    reporter.failure(printableLines(error.message));
    return error instanceof ConfigError ? EXIT.config : EXIT.stopped;
  }
  const stack = process.env.ETL_DEBUG && error instanceof Error ? `\n${error.stack}` : "";
  reporter.failure(printableLines(`This is a bug in etl, please report it: ${messageOf(error)}${stack}`));
  return EXIT.bug;
}
