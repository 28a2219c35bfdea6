import { type Answer, type AnySink, ConfigError } from "@chat-etl/sdk";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { answersPath, keepAnswers } from "../answers.ts";
import { checkSink, secretsOfSide } from "../config.ts";
import { EXIT } from "../exit-codes.ts";
import { findProbe, probes } from "../find.ts";
import { checkFlags, SideFlags } from "../flags.ts";
import { givenBy } from "../given.ts";
import { createLogger } from "../logger.ts";
import { describeOptions, sideOptions } from "../options.ts";
import { printable, wrap } from "../show/format.ts";
import type { Reporter } from "../show/reporter.ts";
import { stopOnInterrupt } from "../stop.ts";
import { JSON_OPTION } from "./json-option.ts";

const ProbeFlags = z.object({ platform: z.string(), sink: SideFlags, json: z.boolean().default(false) });
type ProbeFlags = z.output<typeof ProbeFlags>;

/** `etl probe`. */
export function probeCommand(reporter: Reporter, args: readonly string[]): CommandModule {
  return {
    command: "probe <platform>",
    describe: "Find out by trying, in your own test app, what a platform's documentation leaves open. Writes to it.",
    builder: async (command) => {
      const sinks = await probes();
      const names = sinks.map(({ name }) => name);
      return command
        .positional("platform", { type: "string", demandOption: true, describe: `One of: ${names.join(", ")}.` })
        .options({ json: JSON_OPTION, sink: { hidden: true } })
        .strictOptions()
        .example(`$0 probe ${names[0]}`, "With the keys in .env. Later runs against the same app use the answers.")
        .epilogue(probeHelp(sinks.find(({ name }) => args.includes(name))));
    },
    handler: async (argv) => await probe(checkFlags(ProbeFlags, argv), reporter),
  };
}

function probeHelp(sink: Awaited<ReturnType<typeof findProbe>> | undefined): string {
  if (sink === undefined) return "What a probe writes, and its options: etl probe PLATFORM --help.";
  return `${sink.probe.summary}\n\nOptions:\n${describeOptions(sideOptions("sink", sink.config))}`;
}

/** @throws ConfigError, TransientError */
async function probe({ platform, sink: flags, json }: ProbeFlags, reporter: Reporter): Promise<void> {
  const sink = await findProbe(platform);
  const config = checkSink(sink, givenBy({ source: {}, sink: flags }));
  const secrets = secretsOfSide("sink", sink.config, config);
  const logger = createLogger({ level: "error", verbose: false, reporter, secrets: () => secrets });
  const stop = stopOnInterrupt((line) => reporter.log(line));
  const target = sink.identity(config);
  if (!json) reporter.log(sink.probe.summary);
  const answers: Answer[] = [];
  try {
    for await (const answer of sink.probe.run(config, { signal: stop, logger, onWait: tellWait(reporter, json) })) {
      answers.push(answer);
      process.stdout.write(json ? `${JSON.stringify({ event: "answer", ...answer })}\n` : lineOf(answer));
      // Kept one by one: whatever ends the probe, what is known is known.
      keep(sink, target, answers);
    }
  } catch (error) {
    if (!stop.aborted) throw error;
    process.exitCode = EXIT.interrupted;
  } finally {
    await logger.close();
  }
  if (!json && answers.length > 0)
    reporter.log(`Kept in ${answersPath(sink.name, target)}: later runs against ${target} use it.`);
}

function keep(sink: AnySink, target: string, answers: readonly Answer[]): void {
  const kept = answers.map(({ options, ...answer }) => ({
    ...answer,
    ...(options ? { options: { ...options } } : {}),
  }));
  const path = answersPath(sink.name, target);
  try {
    keepAnswers(path, { target, asked: new Date().toISOString(), answers: kept });
  } catch (cause) {
    throw new ConfigError(`The answers cannot be kept in "${path}". Make its folder writable, and probe again.`, {
      cause,
    });
  }
}

function tellWait(reporter: Reporter, json: boolean): (ms: number, why: string) => void {
  return (ms, why) => {
    if (!json && ms >= 1_000) reporter.onEvent({ event: "waiting", ms, why });
  };
}

function lineOf({ question, message, options = {} }: Answer): string {
  const use = Object.entries(options).map(([name, value]) => ` (--sink.${name} ${value})`);
  const rows = wrap(printable(`${message}${use.join("")}`), 100);
  return `${question.padEnd(5)} ${rows.join("\n      ")}\n`;
}
