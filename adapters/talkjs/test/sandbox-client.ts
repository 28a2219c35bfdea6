import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SANDBOX_SECRET_KEY, talkjsSandbox } from "../src/sandbox/index.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers freely
  readonly body: any;
}

interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly raw?: string;
}

const LOGGER = { debug() {}, info() {}, warn() {}, error() {} };

export interface StartOptions {
  readonly speed?: number;
  readonly sample?: boolean;
  readonly side?: "source" | "sink";
  /** Kept afterwards, if given. */
  readonly folder?: string;
}

/** A sandbox on loopback, and a client that speaks to it; gone with its scope. */
export async function startClient(options: Readonly<Record<string, unknown>> = {}, start: StartOptions = {}) {
  const folder = start.folder ?? (await mkdtemp(join(tmpdir(), "talkjs-")));
  const { speed = 1, sample = false, side } = start;
  const context = { folder, port: 0, speed, sample, side, logger: LOGGER };
  const running = await talkjsSandbox.start(options, context);
  return {
    ...clientOf(running.url),
    url: running.url,
    page: running.page,
    config: running.config,
    async [Symbol.asyncDispose]() {
      await running.close();
      if (start.folder === undefined) await rm(folder, { recursive: true });
    },
  };
}

export type Client = Awaited<ReturnType<typeof startClient>>;

function clientOf(url: string) {
  /** The path lies behind `/v1/sandboxApp`, unless it is a whole one. */
  async function call(method: string, path: string, body?: unknown, sending: Sending = {}): Promise<Answer> {
    const answer = await fetch(`${url}${path.startsWith("/v1") ? path : `/v1/sandboxApp${path}`}`, {
      method,
      headers: {
        authorization: `Bearer ${SANDBOX_SECRET_KEY}`,
        ...(body === undefined && sending.raw === undefined ? {} : { "content-type": "application/json" }),
        ...sending.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(sending.raw === undefined ? {} : { body: sending.raw }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: parsed(text) };
  }
  return {
    call,
    get: (path: string, headers: Readonly<Record<string, string>> = {}) => call("GET", path, undefined, { headers }),
    put: (path: string, body?: unknown) => call("PUT", path, body),
    post: (path: string, body?: unknown) => call("POST", path, body),
    patch: (path: string, body?: unknown) => call("PATCH", path, body),
    delete: (path: string) => call("DELETE", path),
    import: (messages: unknown, conversationId = "c1") =>
      call("POST", `/import/conversations/${conversationId}/messages`, messages),
    /** Uploads a form as a browser would. */
    upload: async (form: FormData): Promise<Answer> => {
      const headers = { authorization: `Bearer ${SANDBOX_SECRET_KEY}` };
      const answer = await fetch(`${url}/v1/sandboxApp/files`, { method: "POST", headers, body: form });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, text, body: parsed(text) };
    },
    fault: async (fault: object) => {
      const order = { method: "POST", body: JSON.stringify(fault), headers: { "content-type": "application/json" } };
      await (await fetch(`${url}/_sandbox/faults`, order)).text();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function addUsers(client: Client, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) await client.put(`/users/${encodeURIComponent(id)}`, { name: id });
}

/** A sandbox with three users, the first two of them in the conversation `c1`. */
export async function withConversation(options: Readonly<Record<string, unknown>> = {}): Promise<Client> {
  const client = await startClient(options);
  await addUsers(client, "u1", "u2", "u3");
  await client.put("/conversations/c1", { participants: ["u1", "u2"] });
  return client;
}

/** A form with a file of so many bytes, and whatever else is said of it. */
export function formOf(name: string, size = 3, fields: Readonly<Record<string, string>> = {}): FormData {
  const form = new FormData();
  form.append("file", new File([new Uint8Array(size).fill(7)], name, { type: "text/plain" }));
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  return form;
}

/** Sends one text and gives its id. */
export async function say(client: Client, conversationId: string, sender: string, text: string): Promise<string> {
  const answer = await client.post(`/conversations/${conversationId}/messages`, [
    { type: "UserMessage", sender, text },
  ]);
  return answer.body[0].id;
}

export function idsOf(answer: Answer): readonly string[] {
  return answer.body.data.map(({ id }: { readonly id: string }) => id);
}

/** What was served, with the files' URLs as the sample world has them: of a host that is not the sandbox. */
export function unhosted<Value>(client: Client, value: Value): Value {
  return JSON.parse(JSON.stringify(value).replaceAll(`${client.url}/`, "https://firebasestorage.invalid/"));
}

/** Every page of a list, as one. */
export async function everything(client: Client, path: string, limit: number) {
  const found: { readonly id: string }[] = [];
  for (;;) {
    const last = found.at(-1);
    const after = last === undefined ? "" : `&startingAfter=${encodeURIComponent(last.id)}`;
    const { status, body } = await client.get(`${path}${path.includes("?") ? "&" : "?"}limit=${limit}${after}`);
    if (status !== 200) throw new Error(`${path} answered ${status}.`);
    found.push(...body.data);
    if (body.data.length < limit) return found;
  }
}
