import { parseArgs } from "node:util";
import { cometchatSandbox } from "@chat-etl/cometchat/sandbox";
import { talkjsSandbox } from "@chat-etl/talkjs/sandbox";
import { newFolder, type Sandbox } from "./etl.ts";

const SPECS = { talkjs: talkjsSandbox, cometchat: cometchatSandbox };
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Serves a platform's sandbox from the test's own process, over HTTP as ever: a process each would take as long to start
 * as the test itself. That `etl sandbox` serves it too is tested for each platform once. `switches` are its flags.
 */
export async function openSandbox(platform: keyof typeof SPECS, switches: readonly string[] = []): Promise<Sandbox> {
  const { folder = newFolder(), speed = "1", sample = "true", ...options } = valuesOf(switches);
  const context = { folder, port: 0, speed: Number(speed), sample: sample === "true", logger: SILENT };
  const { url, config, close } = await SPECS[platform].start(options, context);
  return { url, config, [Symbol.asyncDispose]: close };
}

/** `--name value` and `--name=value`. */
function valuesOf(switches: readonly string[]): Readonly<Record<string, string>> {
  const { tokens } = parseArgs({ args: [...switches], strict: false, tokens: true });
  return Object.fromEntries(
    tokens.flatMap((token, at) => {
      if (token.kind !== "option") return [];
      const next = tokens[at + 1];
      return [[token.name, token.value ?? (next?.kind === "positional" ? next.value : "true")]];
    }),
  );
}
