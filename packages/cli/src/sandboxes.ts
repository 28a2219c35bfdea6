import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  ConfigError,
  type Logger,
  type Pipeline,
  type RunningSandbox,
  type SandboxContext,
  type SandboxSpec,
  TransientError,
} from "@chat-etl/sdk";
import { type SessionFlags, splitSide } from "./flags.ts";
import type { Side } from "./options.ts";
import { problemOf } from "./problem.ts";

export interface RehearsalOptions {
  /** The workspace's: the sandboxes keep their state in it, a folder each. */
  readonly folder: string;
  /** With the sandboxes' own switches. */
  readonly flags: Pick<SessionFlags, Side | "sandboxSpeed">;
  readonly logger: Logger;
}

export interface Rehearsal extends AsyncDisposable {
  /** The options that lead the pipeline's sides to their sandboxes. */
  readonly config: Readonly<Partial<Record<Side, Readonly<Record<string, string>>>>>;
  /** The address of the page that shows what arrives, where the sink's sandbox has one. */
  readonly page: string | undefined;
}

/**
 * Starts the sandboxes of a pipeline; the source's is filled with the sample world if it is new.
 *
 * @throws ConfigError when a switch of either is not right; then none is started
 */
export async function rehearse(pipeline: Pipeline, options: RehearsalOptions): Promise<Rehearsal> {
  const specs: { readonly side: Side; readonly name: string; readonly spec: SandboxSpec }[] = [];
  for (const side of ["source", "sink"] as const) {
    const { name, sandbox } = pipeline[side];
    if (sandbox) specs.push({ side, name, spec: await sandbox() });
  }
  const { flags, logger } = options;
  const switches = { source: splitSide(flags.source).switches, sink: splitSide(flags.sink).switches };
  for (const { side, spec } of specs) checkSwitches(spec, switches[side], `--${side}.sandbox.`);
  await using running = new AsyncDisposableStack();
  const config: Partial<Record<Side, Readonly<Record<string, string>>>> = {};
  let page: string | undefined;
  for (const { side, name, spec } of specs) {
    const folder = join(options.folder, "sandbox", folderName(side, name, pipeline));
    const context = { folder, port: 0, speed: flags.sandboxSpeed, sample: side === "source", side, logger };
    const sandbox = await startSandbox(spec, switches[side], context);
    running.defer(() => sandbox.close());
    config[side] = sandbox.config;
    if (side === "sink") page = sandbox.page;
  }
  const owned = running.move();
  return { config, page, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** A platform's name. Where both sides are one platform, each has an account, so a folder, of its own. */
function folderName(side: Side, name: string, { sink }: Pipeline): string {
  return side === "source" && name === sink.name ? `${name}-source` : name;
}

/** SQLite's word for a full disk. */
const SQLITE_FULL = 13;

/** @throws ConfigError when its port is taken; TransientError when its disk is full */
export async function startSandbox(
  spec: SandboxSpec,
  switches: Readonly<Record<string, unknown>>,
  context: SandboxContext,
): Promise<RunningSandbox> {
  mkdirSync(context.folder, { recursive: true });
  try {
    return await spec.start(switches, context);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE") {
      throw new ConfigError(`Port ${context.port} is in use. Name another one with --port, or leave it out.`, {
        cause,
      });
    }
    if (cause instanceof Error && "errcode" in cause && cause.errcode === SQLITE_FULL) {
      const message = `The sandbox's files in "${context.folder}" could not be written: the disk is full. Free space and run again.`;
      throw new TransientError(message, { delivery: "none", cause });
    }
    throw cause;
  }
}

/** @throws ConfigError that names every switch that is not known or not right */
export function checkSwitches(spec: SandboxSpec, switches: Readonly<Record<string, unknown>>, prefix: string): void {
  const result = spec.options.strict().safeParse(switches);
  if (result.success) return;
  const known = Object.keys(spec.options.shape).join(", ");
  const problems = result.error.issues.map((issue) => `  - ${prefix}${problemOf(issue)}`);
  throw new ConfigError(`The sandbox cannot be set so:\n${problems.join("\n")}\nIts switches are: ${known}.`);
}
