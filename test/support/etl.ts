import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { COMPILE_CACHE } from "./compile-cache.ts";

export const MAIN = join(import.meta.dirname, "../../packages/cli/src/main.ts");
/** Node strips types by WebAssembly, whose wrappers V8 tiers up at the risk of its life where threads share the code. */
const SAFE_STRIPPING = "--wasm-wrapper-tiering-budget=2000000000";

const NODE_FLAGS = ["--conditions=source", SAFE_STRIPPING, "--max-semi-space-size=8"];

/** The sources, as they are. */
const SOURCE_ARGS = [...NODE_FLAGS, MAIN];

/** What starts fastest: outside of tests, that is the sources too. */
export const NODE_ARGS = [...NODE_FLAGS, process.env.ETL_TEST_BUNDLE ?? MAIN];

/** More room for what is new: while modules are loaded, that saves a quarter of the work. */
const ROOMY_ARGS = ["--conditions=source", SAFE_STRIPPING, "--max-semi-space-size=32"];

/** Variables of the platforms that may stand in the tester's own environment. */
const FOREIGN = /^(TALKJS|COMETCHAT)_/;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs; a new folder by default. */
  readonly cwd?: string;
  /** A line for bash in which `"$@"` is the command: `"$@" | head -1`. */
  readonly shell?: string;
  /** Starts the sources: needed where modules of somebody's own share the packages with the command. */
  readonly fromSource?: boolean;
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "etl-test-"));
}

/** Starts the real command as a process of its own. */
export function start(
  args: readonly string[],
  { env = {}, cwd = newFolder(), shell, fromSource = false }: CallOptions = {},
): ChildProcess {
  const command = [process.execPath, ...(fromSource ? SOURCE_ARGS : NODE_ARGS), ...args];
  const [program = "", ...words] = shell === undefined ? command : ["bash", "-c", shell, "bash", ...command];
  return spawn(program, words, {
    cwd,
    env: childEnv(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/**
 * Starts a module of the tests' own as a process, with another one loaded ahead. It gets messages, and may tell things
 * through file descriptor 3.
 */
export function startModule(
  module: string,
  { preload, env }: { readonly preload: string } & Required<Pick<CallOptions, "env">>,
): ChildProcess {
  return spawn(process.execPath, ["--import", pathToFileURL(preload).href, ...ROOMY_ARGS, module], {
    env: childEnv(env),
    stdio: ["ignore", "pipe", "pipe", "pipe", "ipc"],
  });
}

function childEnv(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  return { NODE_COMPILE_CACHE: COMPILE_CACHE, ...Object.fromEntries(inherited), ...env };
}

/** Runs the real command to its end. */
export async function etl(args: readonly string[], options: CallOptions = {}): Promise<Ended> {
  return await ended(start(args, options));
}

/** The same from its sources. */
export async function etlFromSource(args: readonly string[], options: CallOptions = {}): Promise<Ended> {
  return await etl(args, { ...options, fromSource: true });
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  const [code] = await once(child, "close");
  return { code, stdout: Buffer.concat(stdout).toString("utf8"), stderr: Buffer.concat(stderr).toString("utf8") };
}

interface ReasonCount {
  readonly kind: string;
  readonly code: string;
  readonly count: number;
  readonly message: string;
}

export interface SummaryLine {
  readonly event: "summary";
  readonly status: string;
  readonly kinds: Readonly<Record<"user" | "conversation" | "membership" | "message", Counts>>;
  readonly losses: Readonly<Record<string, number>>;
  readonly rejects: readonly ReasonCount[];
  readonly drops: readonly ReasonCount[];
  /** Missing: the source was read once only. */
  readonly delta?: {
    readonly reading: number;
    readonly kinds: Readonly<Record<string, Readonly<Record<"fresh" | "equal" | "changed" | "vanished", number>>>>;
    readonly changes: readonly (ReasonCount & { readonly sample: string })[];
  };
  readonly files?: object;
  readonly sent: number;
  readonly requests: number;
  readonly workspace: string;
  readonly durationMs: number;
}

export type Counts = Readonly<
  Record<
    "read" | "added" | "dropped" | "unreadable" | "staged" | "written" | "duplicate" | "rejected" | "pending",
    number
  >
>;

/** Standard output of `--json`, line by line. @throws if a line is no JSON */
export function linesOf({ stdout }: Ended): readonly { readonly event: string }[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The last line of `--json`. */
export function summaryOf(result: Ended): SummaryLine {
  const last = linesOf(result).at(-1);
  if (last?.event !== "summary")
    throw new Error(`The last line is no summary: ${JSON.stringify(last)}\n${result.stderr}`);
  return last as SummaryLine;
}

export interface Sandbox extends AsyncDisposable {
  readonly url: string;
  readonly config: Readonly<Record<string, string>>;
}

interface SandboxProcess extends Sandbox {
  readonly pid: number;
}

/** Serves a platform's sandbox as a process of its own. */
export async function startSandbox(platform: string, switches: readonly string[] = []): Promise<SandboxProcess> {
  const child = start(["sandbox", platform, "--json", ...switches]);
  const [line] = await once(createInterface({ input: child.stdout ?? process.stdin }), "line");
  child.stdout?.resume();
  child.stderr?.resume();
  const { url, config } = JSON.parse(String(line));
  return {
    pid: child.pid ?? 0,
    url,
    config,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await once(child, "close");
    },
  };
}

/** The environment that leads the main pipeline to two sandboxes. */
export function envFor(source: Sandbox, target: Sandbox): Record<string, string> {
  return {
    TALKJS_APP_ID: source.config.appId ?? "",
    TALKJS_SECRET_KEY: source.config.secretKey ?? "",
    TALKJS_BASE_URL: source.url,
    COMETCHAT_APP_ID: target.config.appId ?? "",
    COMETCHAT_REGION: target.config.region ?? "",
    COMETCHAT_API_KEY: target.config.apiKey ?? "",
    COMETCHAT_BASE_URL: target.url,
  };
}

/** Flags with which a run against sandboxes of its own does not wait for quotas. */
export const UNPACED = ["--source.requestsPerSecond", "100000", "--sink.requestsPerMinute", "1000000"];

/** Orders a fault at a sandbox. */
export async function orderFault(sandbox: Sandbox, fault: object): Promise<void> {
  const answer = await fetch(`${sandbox.url}/_sandbox/faults`, { method: "POST", body: JSON.stringify(fault) });
  if (!answer.ok) throw new Error(`The sandbox did not take the fault: ${answer.status}`);
}
