import { type ChatRecord, Conversation, KINDS, type Kind, Membership } from "@chat-etl/model";
import type { AnySink, ConversationFacts, EncodeContext, Encoded } from "@chat-etl/sdk";
import { encodeRecord } from "../load/encode-record.ts";
import {
  BARE_ATTACHMENT,
  ENTITIES,
  type FieldSample,
  FULL_ATTACHMENT,
  fieldSamples,
  isAskable,
  plainMessage,
  sampleUsers,
} from "./field-samples.ts";

/** What a sink makes of one field of a kind of record. */
export interface FieldUse {
  readonly kind: Kind;
  /** `displayName`; for what stands inside a field, `attachments.width` and `entities.bold`. */
  readonly field: string;
  /** One for each sort of record that is tried: `""` is the usual one, others are `of two` and `of the system`. */
  readonly uses: readonly SortUse[];
  /** Names of the passes that bring it, if they are asked for. */
  readonly passes: readonly string[];
}

export interface SortUse {
  readonly sort: string;
  /** What is sent is another with the field than without it. */
  readonly isSent: boolean;
  /** Codes of the losses that the field brings about. */
  readonly losses: readonly string[];
}

/** Records that differ in one field: with it, and without. */
type Pair = readonly [ChatRecord, ChatRecord];

interface Trial {
  readonly kind: Kind;
  readonly field: string;
  readonly sort: string;
  readonly pairs: readonly Pair[];
}

/**
 * Finds out what a sink carries: encodes sample records with each field and without, and compares. The main load alone is
 * tried; what passes bring is what they declare. Pure, as encoding is.
 */
export function carriedBy(sink: AnySink, config: unknown): readonly FieldUse[] {
  const { everyPass = [] } = sink;
  const tried = trials();
  return KINDS.flatMap((kind) => {
    const ofKind = tried.filter((trial) => trial.kind === kind);
    return [...Map.groupBy(ofKind, ({ field }) => field)].map(([field, sorts]) => ({
      kind,
      field,
      uses: sorts.map(({ sort, pairs }) => ({ sort, ...use(sink, config, { sort, pairs }) })),
      passes: everyPass.filter((pass) => pass.kind === kind && pass.fields?.includes(field)).map(({ name }) => name),
    }));
  });
}

function trials(): readonly Trial[] {
  const plain = plainMessage();
  return [
    ...fieldSamples().flatMap((sample) =>
      Object.keys(sample.full)
        .filter((field) => isAskable(field) && !alike(field, sample.bare, sample.full))
        .map((field) => trialOf(sample, field)),
    ),
    ...Object.keys(FULL_ATTACHMENT).map((field) =>
      messageTrial(`attachments.${field}`, [
        { ...plain, attachments: [FULL_ATTACHMENT] },
        { ...plain, attachments: [withField(FULL_ATTACHMENT, field, BARE_ATTACHMENT)] },
      ]),
    ),
    ...Object.values(ENTITIES).map((entity) =>
      messageTrial(`entities.${entity.type}`, [{ ...plain, entities: [entity] }, plain]),
    ),
  ];
}

/** Alone, and among all others: some fields count only without the others, and some only with them. */
function trialOf({ kind, sort, bare, full }: FieldSample, field: string): Trial {
  const alone: Pair = [withField(bare, field, full), bare];
  const among: Pair = [full, withField(full, field, bare)];
  return { kind, sort, field, pairs: [alone, among] };
}

function messageTrial(field: string, pair: Pair): Trial {
  return { kind: "message", sort: "", field, pairs: [pair] };
}

function use(sink: AnySink, config: unknown, { sort, pairs }: Pick<Trial, "sort" | "pairs">): Omit<SortUse, "sort"> {
  const tried = pairs.map((pair) => pair.map((record) => encodeSample(sink, record, { config, sort })));
  const losses = tried.flatMap(([having = NOTHING, lacking = NOTHING]) => {
    const others = new Set(codesOf(lacking));
    return codesOf(having).filter((code) => !others.has(code));
  });
  return {
    isSent: tried.some(([having, lacking]) => wiresOf(having) !== wiresOf(lacking)),
    losses: [...new Set(losses)],
  };
}

const NOTHING: Encoded<unknown> = { send: [] };

function codesOf(encoded: Encoded<unknown>): readonly string[] {
  return "reject" in encoded ? [] : (encoded.losses ?? []).map(({ code }) => code);
}

function wiresOf(encoded: Encoded<unknown> = NOTHING): string {
  return JSON.stringify("reject" in encoded ? encoded.reject : encoded.send);
}

/** Later than everything in the samples, and the same whenever it is asked. */
const STARTED_AT = Date.UTC(2026, 0, 1);

function encodeSample(
  sink: AnySink,
  record: ChatRecord,
  { config, sort }: { readonly config: unknown; readonly sort: string },
): Encoded<unknown> {
  const context: EncodeContext<unknown> = {
    ...{ config, startedAt: STARTED_AT, source: "sample:world", systemUserId: "system" },
    users: sampleUsers(),
    ...(sink.capabilities.takesFiles && record.kind === "message" ? { filesAtHand: filesIn(record) } : {}),
  };
  return encodeRecord(sink, record, { context, factsOf: () => factsAbout(record, sort) });
}

function filesIn({ attachments }: ChatRecord<"message">): ReadonlySet<string> {
  return new Set(attachments.flatMap(({ url }) => url ?? []));
}

function factsAbout(record: ChatRecord, sort: string): ConversationFacts {
  const isDirect = sort === "of two";
  const harbour = { kind: "conversation" as const, id: "harbour", type: isDirect ? "direct" : "group" } as const;
  const members = ["ann", "bob"].map((userId) =>
    Membership.parse({ kind: "membership", conversationId: harbour.id, userId }),
  );
  return {
    record: record.kind === "conversation" ? record : Conversation.parse(harbour),
    members: isDirect ? members : [],
    memberCount: members.length,
    twinCount: isDirect ? 1 : 0,
  };
}

/** With one field as another value has it. */
function withField<T extends object>(value: T, field: string, other: object): T {
  const rest = Object.fromEntries(Object.entries(value).filter(([name]) => name !== field));
  return (field in other ? { ...rest, [field]: Reflect.get(other, field) } : rest) as T;
}

function alike(field: string, one: object, other: object): boolean {
  return JSON.stringify(Reflect.get(one, field)) === JSON.stringify(Reflect.get(other, field));
}
