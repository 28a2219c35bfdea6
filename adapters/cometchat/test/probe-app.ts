import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Answer, OpenContext } from "@chat-etl/sdk";
import { onTestFinished } from "vitest";
import { CometchatSinkConfig } from "../src/config.ts";
import { cometchatProbe } from "../src/probe/index.ts";
import { cometchatSandbox } from "../src/sandbox/index.ts";

export const LOGGER = { debug() {}, info() {}, warn() {}, error() {} };

type Texts = Readonly<Record<string, string>>;

/** Options with which nobody waits for a quota that the sandbox does not have. */
const UNPACED = { requestsPerMinute: "1000000", coreRequestsPerMinute: "1000000" };

/** A sandbox with these switches, for one test. @param speed as of `SandboxContext` */
export async function startApp(switches: Readonly<Record<string, unknown>> = {}, speed = 1_000) {
  const folder = await mkdtemp(join(tmpdir(), "cometchat-probe-"));
  const context = { folder, port: 0, speed, sample: false, logger: LOGGER };
  const running = await cometchatSandbox.start({ requestsPerMinute: "off", ...switches }, context);
  onTestFinished(async () => {
    await running.close();
    await rm(folder, { recursive: true });
  });
  const { appId = "", apiKey = "", baseUrl = "" } = running.config;
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const init = { method, headers: { appId, apikey: apiKey }, ...(body && { body: JSON.stringify(body) }) };
    return await (await fetch(`${baseUrl}${path}`, init)).json();
  };
  const idsOf = async (path: string, field: string): Promise<readonly string[]> => {
    const { data } = (await ask("GET", path)) as { data: readonly Texts[] };
    return data.map((row) => row[field] ?? "");
  };
  return {
    config: running.config,
    ask,
    users: () => idsOf("/v3/users?withDeactivated=true", "uid"),
    groups: () => idsOf("/v3/groups", "guid"),
    messages: () => idsOf("/v3/messages?limit=1000", "id"),
    order: async (fault: object) => await ask("POST", "/_sandbox/faults", fault),
    /** Requests so far, as `POST /v3/… 200`. */
    requests: async () => Object.keys((await ask("GET", "/_sandbox/stats")) as object),
  };
}

export type App = Awaited<ReturnType<typeof startApp>>;

export function configOf({ config }: Pick<App, "config">, more: Texts = {}): CometchatSinkConfig {
  return CometchatSinkConfig.parse({ ...config, ...UNPACED, ...more });
}

/** All answers, by question. */
export async function probe(config: CometchatSinkConfig, context: Partial<OpenContext> = {}) {
  const answers = new Map<string, Answer>();
  const full = { signal: new AbortController().signal, logger: LOGGER, ...context };
  for await (const answer of cometchatProbe.run(config, full)) answers.set(answer.question, answer);
  return answers;
}

/** The answers that an app with these switches gives. */
export async function probed(switches: Readonly<Record<string, unknown>> = {}, speed?: number) {
  return await probe(configOf(await startApp(switches, speed)));
}

/** What is said to a question. */
export async function said(
  question: string,
  switches: Readonly<Record<string, unknown>> = {},
  speed?: number,
): Promise<string> {
  return (await probed(switches, speed)).get(question)?.message ?? "nothing";
}

interface Refusal {
  readonly status: number;
  readonly code: string;
}

/** Stands before a sandbox and refuses what the sandbox would take. Gives its own address. */
export async function startStricter(
  { config }: Pick<App, "config">,
  refusalOf: (body: string) => Refusal | undefined,
): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const refusal = refusalOf(body);
    const end = (status: number, answer: string) =>
      response.writeHead(status, { "content-type": "application/json" }).end(answer);
    if (refusal) return end(refusal.status, JSON.stringify({ error: { code: refusal.code, message: "No." } }));
    const { appid = "", apikey = "", onbehalfof = "" } = request.headers;
    const headers = Object.entries({ appid, apikey, onbehalfof }).map(
      ([name, value]) => [name, String(value)] as const,
    );
    const init = { headers: Object.fromEntries(headers.filter(([, value]) => value !== "")), ...(body && { body }) };
    const answer = await fetch(`${config.baseUrl}${request.url}`, { method: request.method ?? "GET", ...init });
    return end(answer.status, await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}
