import { checkPipeline } from "@chat-etl/engine";
import type { Finding } from "@chat-etl/sdk";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { secretsOf } from "../config.ts";
import { EXIT } from "../exit-codes.ts";
import { EXAMPLE_PIPELINE, findPipeline } from "../find.ts";
import { checkFlags, SideFlags } from "../flags.ts";
import { freeBytesAt } from "../free-bytes.ts";
import { configWithAnswers, givenBy } from "../given.ts";
import { createLogger } from "../logger.ts";
import { defaultFolder } from "../session.ts";
import { findingsText } from "../show/findings-text.ts";
import type { Reporter } from "../show/reporter.ts";
import { stopOnInterrupt } from "../stop.ts";
import { versions } from "../version.ts";
import { JSON_OPTION } from "./json-option.ts";
import { pipelineHelp } from "./pipeline-help.ts";

const CheckFlags = z.object({
  pipeline: z.string(),
  source: SideFlags,
  sink: SideFlags,
  workspace: z.string().min(1).optional(),
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
        .options({
          workspace: {
            type: "string",
            requiresArg: true,
            describe: "Where the run's workspace will stand. Default: .etl/<pipeline>@<target>.",
          },
          json: JSON_OPTION,
          source: { hidden: true },
          sink: { hidden: true },
        })
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
  const folder = flags.workspace ?? defaultFolder(pipeline, config);
  const stop = stopOnInterrupt((line) => reporter.log(line));
  try {
    const report = await checkPipeline({
      pipeline,
      sourceConfig: config.source,
      sinkConfig: config.sink,
      folder,
      freeBytes: freeBytesAt(folder),
      stop,
      logger,
    });
    const isWell = [...report.source, ...report.sink, ...report.machine].every(({ level }) => level !== "problem");
    const learned: Finding[] = Object.entries(config.learned).map(([name, value]) => ({
      level: "good",
      message: `etl probe found out: --sink.${name} ${value}. A run uses it unless you set the option.`,
    }));
    const sink = [...report.sink, ...learned];
    const machine = [{ level: "good", message: versions() } as const, ...report.machine];
    if (flags.json)
      process.stdout.write(`${JSON.stringify({ event: "check", ok: isWell, ...report, sink, machine })}\n`);
    else
      process.stdout.write(
        findingsText([
          { title: `Source: ${pipeline.source.name}`, findings: report.source },
          { title: `Target: ${pipeline.sink.name}`, findings: sink },
          { title: "This machine", findings: machine },
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
