import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ChatRecord, Kind } from "@chat-etl/model";
import type { ConversationFacts, Encoded } from "@chat-etl/sdk";
import { MattermostSinkConfig } from "../../src/config.ts";
import { mattermostSink } from "../../src/index.ts";

export const STARTED_AT = Date.UTC(2025, 0, 1);

/** A context as the engine would make it of a world. */
export function contextFor(world: readonly ChatRecord[], conversationId: string, options: object = {}) {
  const record = ofKind(world, "conversation").find(({ id }) => id === conversationId);
  if (record === undefined) throw new Error(`The world has no conversation "${conversationId}".`);
  const members = ofKind(world, "membership").filter((one) => one.conversationId === conversationId);
  const isDirect = record.type === "direct";
  const conversation: ConversationFacts = {
    ...{ record, members: isDirect ? members : [], memberCount: members.length, twinCount: isDirect ? 1 : 0 },
  };
  const users = new Map(ofKind(world, "user").map((user) => [user.id, user]));
  return { ...baseContext(options), users, conversation };
}

export function baseContext(options: object = {}) {
  const config = MattermostSinkConfig.parse({ path: "import.zip", ...options });
  return { config, startedAt: STARTED_AT, source: "test", users: new Map(), systemUserId: "system-voice" };
}

/** Moves a world into a folder by encoding, sending and finishing, in the order of the engine. Gives the lines and losses. */
export async function move(world: readonly ChatRecord[], path: string, options: object = {}) {
  const config = MattermostSinkConfig.parse({ path, ...options });
  const signal = new AbortController().signal;
  const notices: string[] = [];
  const onNotice = (code: string, message: string) => void notices.push(`${code}: ${message}`);
  const sink = await mattermostSink.open(config, { signal, logger: SILENT, onNotice });
  const losses = new Set<string>();
  const sent = <Wire>(encoded: Encoded<Wire>): readonly Wire[] => {
    if ("reject" in encoded) throw new Error(encoded.reject.message);
    for (const { code } of encoded.losses ?? []) losses.add(code);
    return encoded.send;
  };
  const { encode } = mattermostSink;
  const contextOf = (id: string) => contextFor(world, id, { ...options, path });
  await sink.send.user(
    ofKind(world, "user").flatMap((one) => sent(encode.user(one, baseContext({ ...options, path })))),
    { signal },
  );
  await sink.send.conversation(
    ofKind(world, "conversation").flatMap((one) => sent(encode.conversation(one, contextOf(one.id)))),
    { signal },
  );
  await sink.send.membership(
    ofKind(world, "membership").flatMap((one) => sent(encode.membership(one, contextOf(one.conversationId)))),
    { signal },
  );
  const messages = ofKind(world, "message").toSorted((a, b) => a.sentAt - b.sentAt);
  await sink.send.message(
    messages.flatMap((one) => sent(encode.message(one, contextOf(one.conversationId)))),
    { signal },
  );
  await sink.finish?.({ signal });
  await sink.close?.();
  return { losses, notices, finish: async () => await sink.finish?.({ signal }) };
}

export async function linesIn(folder: string): Promise<readonly { readonly type: string }[]> {
  const text = await readFile(join(folder, "import.jsonl"), "utf8");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

export function ofKind<K extends Kind>(world: readonly ChatRecord[], kind: K): readonly ChatRecord<K>[] {
  return world.filter((record): record is ChatRecord<K> => record.kind === kind);
}

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
