import { checkPipeline } from "@chat-etl/engine";
import type { Finding } from "@chat-etl/sdk";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { secretsOf } from "../config.ts";
import { EXIT } from "../exit-codes.ts";
import { EXAMPLE_PIPELINE, findPipeline } from "../find.ts";
import { checkFlags, SideFlags } from "../flags.ts";
import { configWithAnswers, givenBy } from "../given.ts";
import { createLogger } from "../logger.ts";
import { findingsText } from "../show/findings-text.ts";
import type { Reporter } from "../show/reporter.ts";
import { stopOnInterrupt } from "../stop.ts";
import { JSON_OPTION } from "./json-option.ts";
import { pipelineHelp } from "./pipeline-help.ts";

const CheckFlags = z.object({
  pipeline: z.string(),
  source: SideFlags,
  sink: SideFlags,
  json: z.boolean().default(false),
});
type CheckFlags = z.output<typeof CheckFlags>;

/** `etl check`. */
export function checkCommand(reporter: Reporter, args: readonly string[]): CommandModule {
  return {
    command: "check <pipeline>",
    describe: "Look whether a pipeline can run: configuration, credentials, both ends. Writes nothing anywhere.",
    builder: async (command) =>
      command
        .positional("pipeline", { type: "string", demandOption: true, describe: "See etl list." })
        .options({ json: JSON_OPTION, source: { hidden: true }, sink: { hidden: true } })
        .strictOptions()
        .example(`$0 check ${EXAMPLE_PIPELINE}`, "With the keys in .env.")
        .epilogue(await pipelineHelp(args)),
    handler: async (argv) => {
      process.exitCode = await check(checkFlags(CheckFlags, argv), reporter);
    },
  };
}

/** Returns the exit code. @throws ConfigError */
async function check(flags: CheckFlags, reporter: Reporter): Promise<number> {
  const pipeline = await findPipeline(flags.pipeline);
  const config = configWithAnswers(pipeline, givenBy(flags));
  const secrets = secretsOf(pipeline, config);
  const logger = createLogger({ level: "error", verbose: false, reporter, secrets: () => secrets });
  const stop = stopOnInterrupt((line) => reporter.log(line));
  try {
    const report = await checkPipeline({
      pipeline,
      sourceConfig: config.source,
      sinkConfig: config.sink,
      stop,
      logger,
    });
    const isWell = [...report.source, ...report.sink].every(({ level }) => level !== "problem");
    const learned: Finding[] = Object.entries(config.learned).map(([name, value]) => ({
      level: "good",
      message: `etl probe found out: --sink.${name} ${value}. A run uses it unless you set the option.`,
    }));
    const sink = [...report.sink, ...learned];
    if (flags.json) process.stdout.write(`${JSON.stringify({ event: "check", ok: isWell, ...report, sink })}\n`);
    else
      process.stdout.write(
        findingsText([
          { title: `Source: ${pipeline.source.name}`, findings: report.source },
          { title: `Target: ${pipeline.sink.name}`, findings: sink },
        ]),
      );
    return isWell ? EXIT.complete : EXIT.config;
  } catch (error) {
    if (!stop.aborted) throw error;
    return EXIT.interrupted;
  } finally {
    await logger.close();
  }
}
