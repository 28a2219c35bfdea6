import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, type SandboxSpec } from "@chat-etl/sdk";
import type { Argv, CommandModule } from "yargs";
import * as z from "zod";
import { allSandboxes } from "../find.ts";
import { checkFlags } from "../flags.ts";
import { createLogger } from "../logger.ts";
import { describeSwitches } from "../options.ts";
import { checkSwitches, startSandbox } from "../sandboxes.ts";
import { stopOnInterrupt } from "../stop.ts";
import { JSON_OPTION } from "./json-option.ts";

/** The flags of `etl sandbox`. All others are switches of the platform's sandbox. */
const SandboxFlags = z.object({
  platform: z.string(),
  port: z.coerce.number().int().min(0).max(65_535).default(0),
  folder: z.string().min(1).optional(),
  speed: z.coerce.number().positive().max(100_000).default(1),
  sample: z.boolean().default(true),
  json: z.boolean().default(false),
  switches: z.record(z.string(), z.unknown()),
});
type SandboxFlags = z.output<typeof SandboxFlags>;

/** `etl sandbox`. */
export function sandboxCommand(args: readonly string[]): CommandModule {
  return {
    command: "sandbox <platform>",
    describe: "Serve a platform's stand-in on loopback, for anybody's client.",
    builder: async (command) => {
      const sandboxes = await allSandboxes();
      return options(command, [...sandboxes.keys()]).epilogue(await switchesHelp(args, sandboxes));
    },
    handler: async ({ _: _commands, $0: _program, platform, port, folder, speed, sample, json, ...switches }) => {
      await serve(checkFlags(SandboxFlags, { platform, port, folder, speed, sample, json, switches }));
    },
  };
}

function options(command: Argv, platforms: readonly string[]): Argv {
  const text = { type: "string", requiresArg: true } as const;
  return command
    .positional("platform", {
      type: "string",
      demandOption: true,
      describe: `One of: ${platforms.join(", ")}.`,
    })
    .options({
      port: { ...text, describe: "Default: any free one." },
      folder: { ...text, describe: "Where its state is kept. Default: a temporary folder." },
      speed: { ...text, describe: "Rate windows last so many times shorter than the platform's. Default: 1." },
      sample: { type: "boolean", default: true, describe: "Fill a source's sandbox with the sample world." },
      json: JSON_OPTION,
    })
    .example(`$0 sandbox ${platforms.at(-1)} --port 8080`, "A target for anybody's client.");
}

/** The switches of the platform that the command line names. */
async function switchesHelp(
  args: readonly string[],
  sandboxes: ReadonlyMap<string, () => Promise<SandboxSpec>>,
): Promise<string> {
  const [platform, load] = [...sandboxes].find(([name]) => args.includes(name)) ?? [];
  if (load === undefined) return "Each platform has switches of its own: etl sandbox PLATFORM --help.";
  return `Switches of ${platform}:\n${describeSwitches((await load()).options)}`;
}

/** Serves until it is interrupted. @throws ConfigError */
async function serve({ platform, port, folder, speed, sample, json, switches }: SandboxFlags): Promise<void> {
  const sandboxes = await allSandboxes();
  const load = sandboxes.get(platform);
  if (load === undefined)
    throw new ConfigError(`There is no sandbox for "${platform}". There are: ${[...sandboxes.keys()].join(", ")}.`);
  const spec = await load();
  const own = folder ?? mkdtempSync(join(tmpdir(), `etl-sandbox-${platform}-`));
  const reporter = { log: (line: string) => process.stderr.write(`${line}\n`) };
  const logger = createLogger({ level: "info", verbose: true, reporter, secrets: () => [] });
  checkSwitches(spec, switches, "--");
  const sandbox = await startSandbox(spec, switches, { folder: own, port, speed, sample, logger });
  const { url, page, config } = sandbox;
  if (json) process.stdout.write(`${JSON.stringify({ event: "listening", url, page, config, folder: own })}\n`);
  else process.stdout.write(listeningText(platform, { url, page, config, folder: own }));
  const stop = stopOnInterrupt(() => {});
  await new Promise((resolve) => stop.addEventListener("abort", resolve));
  await sandbox.close();
  await logger.close();
  if (folder === undefined) rmSync(own, { recursive: true });
}

interface Listening {
  readonly url: string;
  readonly page: string | undefined;
  readonly config: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** A sandbox's keys are no secrets: they open nothing but itself. */
function listeningText(platform: string, { url, page, config, folder }: Listening): string {
  const lines = Object.entries(config).map(([name, value]) => `  ${name}: ${value}`);
  const look = page === undefined ? "" : `Look at it: ${page}\n`;
  return `The ${platform} sandbox listens on ${url}\n${lines.join("\n")}\n  kept in: ${folder}\n${look}Interrupt it to end it.\n`;
}
