import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Message } from "@chat-etl/model";
import type { LocalFile, SendOptions, Sink } from "@chat-etl/sdk";
import { onTestFinished } from "vitest";
import { encode } from "../src/encode.ts";
import { talkjsSink } from "../src/index.ts";
import { TalkjsSinkConfig } from "../src/sink-config.ts";
import type { MessageWire, TalkjsWires } from "../src/wire-import.ts";
import { contextOf, conversation, type GivenConfig, membership, one, sent, user } from "./encode-context.ts";
import { type Answer, startClient } from "./sandbox-client.ts";

const LOGGER = { debug() {}, info() {}, warn() {}, error() {} };

export const NEVER: SendOptions = { signal: new AbortController().signal };

interface Target {
  readonly url: string;
  /** The path lies behind `/v1/{appId}`. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

interface Opening {
  readonly isFirst?: boolean;
  readonly config?: Readonly<Record<string, string>>;
  /** Files that are at hand: their bytes by what attachments call them. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A sandbox of a dialect, and a sink opened at it. */
export async function sinkWorld(switches: Readonly<Record<string, unknown>> = {}, opening: Opening = {}) {
  const sandbox = await startClient({ rate: "off", ...switches }, { side: "sink" });
  onTestFinished(() => sandbox[Symbol.asyncDispose]());
  const client: Target = { url: sandbox.url, call: (method, path, body) => sandbox.call(method, path, body) };
  const config: Readonly<Record<string, string>> = sandbox.config;
  const given: Readonly<Record<string, string>> = { ...config, settleSeconds: "0.02", ...opening.config };
  const copies = await copiesOf(opening.files ?? {});
  const openFile = async (url: string) => copies.get(url);
  const open = async ({ isFirst = false }: Opening = opening): Promise<Sink<TalkjsWires>> => {
    const config = TalkjsSinkConfig.parse(given);
    const sink = await talkjsSink.open(config, { signal: NEVER.signal, logger: LOGGER, isFirst, openFile });
    // A test may have closed it.
    onTestFinished(() => sink.close?.().catch(() => {}));
    return sink;
  };
  const order = async (fault: object) =>
    void (await fetch(`${client.url}/_sandbox/faults`, { method: "POST", body: JSON.stringify(fault) }));
  const filesAtHand = new Set(copies.keys());
  const context = { ...contextOf({ dialect: given.dialect } as GivenConfig), filesAtHand };
  const wires = (...records: readonly Message[]): readonly MessageWire[] =>
    records.flatMap((record) => sent(encode.message(record, context)));
  return { client, open, order, context, wires, copies, sink: await open(opening) };
}

export type SinkWorld = Awaited<ReturnType<typeof sinkWorld>>;

/** Writes files to where copies lie. */
async function copiesOf(files: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, LocalFile>> {
  const folder = await mkdtemp(join(tmpdir(), "talkjs-copies-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const copies = new Map<string, LocalFile>();
  for (const [index, [url, bytes]] of Object.entries(files).entries()) {
    const path = join(folder, String(index));
    await writeFile(path, bytes);
    copies.set(url, { path, sizeBytes: bytes.length, contentType: "image/png" });
  }
  return copies;
}

/** Ann, bob and the lobby they share. */
export async function loadLobby({ sink, context }: Pick<SinkWorld, "sink" | "context">): Promise<void> {
  const people = ["ann", "bob", "system"].map((id) => one(encode.user(user(id), context)));
  await sink.send.user(people, NEVER);
  await sink.send.conversation([one(encode.conversation(conversation(), context))], NEVER);
  const members = ["ann", "bob"].map((id) => one(encode.membership(membership(id), context)));
  await sink.send.membership(members, NEVER);
}

/** What a conversation holds, oldest first. */
export async function held({ client }: Pick<SinkWorld, "client">, conversationId = "lobby") {
  const { body } = await client.call("GET", `/conversations/${encodeURIComponent(conversationId)}/messages?limit=100`);
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers freely
  return [...body.data].reverse() as any[];
}
