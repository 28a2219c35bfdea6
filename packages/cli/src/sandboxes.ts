import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, type Logger, type Pipeline, type RunningSandbox, type SandboxSpec } from "@chat-etl/sdk";
import type { Side } from "./options.ts";

export interface RehearsalOptions {
  /** Where the sandboxes keep their state, a folder each. */
  readonly folder: string;
  readonly speed: number;
  /** The sandboxes' own switches, as they came from flags. */
  readonly switches: Readonly<Record<Side, Readonly<Record<string, unknown>>>>;
  readonly logger: Logger;
}

export interface Rehearsal extends AsyncDisposable {
  /** The options that lead the pipeline's sides to their sandboxes. */
  readonly config: Readonly<Partial<Record<Side, Readonly<Record<string, string>>>>>;
}

/** Starts the sandboxes of a pipeline; the source's is filled with the sample world if it is new. */
export async function startRehearsal(pipeline: Pipeline, options: RehearsalOptions): Promise<Rehearsal> {
  const running: RunningSandbox[] = [];
  const config: Partial<Record<Side, Readonly<Record<string, string>>>> = {};
  for (const side of ["source", "sink"] as const) {
    const spec = await pipeline[side].sandbox?.();
    if (spec === undefined) continue;
    const sandbox = await startSandbox(spec, { ...options, side, name: pipeline[side].name });
    running.push(sandbox);
    config[side] = sandbox.config;
  }
  return {
    config,
    [Symbol.asyncDispose]: async () => {
      for (const sandbox of running) await sandbox.close();
    },
  };
}

interface StartOptions extends RehearsalOptions {
  readonly side: Side;
  readonly name: string;
}

async function startSandbox(
  spec: SandboxSpec,
  { side, name, folder, speed, switches, logger }: StartOptions,
): Promise<RunningSandbox> {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  const checked = checkSwitches(spec, switches[side], `--${side}.sandbox.`);
  return await spec.start(checked, { folder: own, port: 0, speed, sample: side === "source", logger });
}

/** @throws ConfigError that names every switch that is not known or not right */
export function checkSwitches(
  spec: SandboxSpec,
  switches: Readonly<Record<string, unknown>>,
  prefix: string,
): Readonly<Record<string, unknown>> {
  const result = spec.options.strict().safeParse(switches);
  if (result.success) return switches;
  const known = Object.keys(spec.options.shape).join(", ");
  const problems = result.error.issues.map(({ path, message }) => `${prefix}${path.join(".")}: ${message}`);
  throw new ConfigError(
    `The sandbox cannot be set so:\n${problems.map((problem) => `  - ${problem}`).join("\n")}\nIts switches are: ${known}.`,
  );
}
