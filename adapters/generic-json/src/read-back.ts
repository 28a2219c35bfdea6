import { AnyRecord, type ChatRecord, idOf } from "@chat-etl/model";
import type { ReadBackSpec, Seen } from "@chat-etl/sdk";
import type { JsonSinkConfig } from "./config.ts";
import type { ArchivedRecord } from "./encode.ts";
import { genericJsonSource } from "./source.ts";
import type { WireValue } from "./wire.ts";

type Wires = Readonly<Record<ChatRecord["kind"], ArchivedRecord>>;

/** Every line is compared as it is: an archive changes nothing by itself. */
export const readBack: ReadBackSpec<JsonSinkConfig, Wires> = {
  source: genericJsonSource,
  config: ({ folder }) => ({ path: folder, mapping: "canonical" }),
  sent: { user: sentRecord, conversation: sentRecord, membership: sentRecord, message: sentRecord },
  found: { users: foundLine, conversations: foundLine, memberships: foundLine, messages: foundLine },
};

function sentRecord({ wires }: { readonly wires: readonly ArchivedRecord[] }): readonly Seen[] {
  return wires.map(({ record }) => recordSeen(record, record));
}

/** A line that is no record any more is nothing that was sent. */
function foundLine({ scope }: WireValue): readonly Seen[] {
  const record = AnyRecord.safeParse(scope?.item);
  return record.success ? [recordSeen(record.data, Object(scope?.item))] : [];
}

function recordSeen(record: ChatRecord, content: object): Seen {
  const base = { kind: record.kind, key: idOf(record), content: { ...content } };
  switch (record.kind) {
    case "user":
      return base;
    case "conversation":
      return { ...base, conversation: record.id };
    case "membership":
      return { ...base, conversation: record.conversationId, at: record.joinedAt };
    case "message":
      return { ...base, conversation: record.conversationId, at: record.sentAt };
  }
}
