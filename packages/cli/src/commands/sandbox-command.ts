import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import * as z from "zod";
import { sandboxes } from "../find.ts";
import { createLogger } from "../logger.ts";
import { checkSwitches } from "../sandboxes.ts";
import { stopOnInterrupt } from "../stop.ts";

/** The flags of `etl sandbox`. All others are switches of the platform's sandbox. */
export const SandboxFlags = z.object({
  platform: z.string(),
  port: z.coerce.number().int().min(0).max(65_535).default(0),
  folder: z.string().min(1).optional(),
  speed: z.coerce.number().positive().max(100_000).default(1),
  sample: z.boolean().default(true),
  json: z.boolean().default(false),
  switches: z.record(z.string(), z.unknown()),
});
export type SandboxFlags = z.output<typeof SandboxFlags>;

/** `etl sandbox`: serves one platform's stand-in until it is interrupted. @throws ConfigError */
export async function sandboxCommand({
  platform,
  port,
  folder,
  speed,
  sample,
  json,
  switches,
}: SandboxFlags): Promise<void> {
  const loaders = sandboxes();
  const load = loaders.get(platform);
  if (load === undefined)
    throw new ConfigError(`There is no sandbox for "${platform}". There are: ${[...loaders.keys()].join(", ")}.`);
  const spec = await load();
  const own = folder ?? mkdtempSync(join(tmpdir(), `etl-sandbox-${platform}-`));
  mkdirSync(own, { recursive: true });
  const reporter = { log: (line: string) => process.stderr.write(`${line}\n`) };
  const logger = createLogger({ level: "info", verbose: true, reporter, secrets: () => [] });
  const sandbox = await spec.start(checkSwitches(spec, switches, "--"), { folder: own, port, speed, sample, logger });
  if (json)
    process.stdout.write(
      `${JSON.stringify({ event: "listening", url: sandbox.url, config: sandbox.config, folder: own })}\n`,
    );
  else process.stdout.write(listeningText(platform, { url: sandbox.url, config: sandbox.config, folder: own }));
  const stop = stopOnInterrupt(() => {});
  await new Promise((resolve) => stop.addEventListener("abort", resolve));
  await sandbox.close();
  await logger.close();
}

interface Listening {
  readonly url: string;
  readonly config: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** A sandbox's keys are no secrets: they open nothing but itself. */
function listeningText(platform: string, { url, config, folder }: Listening): string {
  const lines = Object.entries(config).map(([name, value]) => `  ${name}: ${value}`);
  return `The ${platform} sandbox listens on ${url}\n${lines.join("\n")}\n  kept in: ${folder}\nInterrupt it to end it.\n`;
}
