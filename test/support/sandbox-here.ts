import type { SandboxSpec } from "@chat-etl/sdk";
import type { Sandbox } from "./etl.ts";

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

/** Serves a platform's sandbox in this process: that takes no time to start. @param folder where it keeps its state */
export async function startSandboxHere(
  spec: SandboxSpec,
  switches: Readonly<Record<string, unknown>>,
  folder: string,
): Promise<Sandbox> {
  const context = { folder, port: 0, speed: 1, sample: false, logger: QUIET };
  const { url, config, close } = await spec.start(switches, context);
  return { url, config, [Symbol.asyncDispose]: close };
}
