import { AnyRecord, type ChatRecord, idOf, type Kind, type RecordInput } from "@chat-etl/model";
import { type AnySource, defineSource } from "@chat-etl/sdk";
import fc from "fast-check";
import * as z from "zod";

/** The same app at two times. */
export interface TwoWorlds {
  readonly before: readonly ChatRecord[];
  readonly after: readonly ChatRecord[];
}

/** What a record is at both times; missing: it is not there. */
type Lives = readonly [before: RecordInput | undefined, after: RecordInput | undefined];

const ROOMS = ["c0", "c1", "c2"];
const PEOPLE = ["u0", "u1", "u2", "u3"];

const anyUser = (id: string) =>
  fc.record({ kind: fc.constant("user"), id: fc.constant(id), displayName: some("Ann", "Bob") });
const anyRoom = (id: string) =>
  fc.record({
    kind: fc.constant("conversation"),
    id: fc.constant(id),
    type: fc.constant("group"),
    title: some("x", "y"),
  });
const anySeat = (conversationId: string, userId: string) =>
  fc.record({
    kind: fc.constant("membership"),
    conversationId: fc.constant(conversationId),
    userId: fc.constant(userId),
    role: some("member", "admin"),
  });
const anyMessage = (id: string) =>
  fc.record({
    ...{ kind: fc.constant("message"), id: fc.constant(id), conversationId: some(...ROOMS), authorId: some(...PEOPLE) },
    ...{ sentAt: fc.integer({ min: 1, max: 9 }), text: some("hi", "hello", " ") },
  });

function some(...values: readonly string[]): fc.Arbitrary<string> {
  return fc.constantFrom(...values);
}

/** Half of all stay as they are; the others come, go or change. */
function lives(arbitrary: fc.Arbitrary<object>): fc.Arbitrary<Lives> {
  return fc.tuple(arbitrary, arbitrary, fc.nat(7)).map(([one, other, fate]) => {
    const [first, second] = [one, other] as readonly [RecordInput, RecordInput];
    if (fate === 0) return [first, undefined];
    if (fate === 1) return [undefined, second];
    return [first, fate < 4 ? ({ ...first, ...pick(second) } as RecordInput) : first];
  });
}

/** Most edits change words; few move a message. */
function pick(record: RecordInput): object {
  return record.kind === "message" && record.sentAt > 2 ? { text: record.text } : record;
}

/** Pairs of small worlds: what was there is edited, deleted and added to. */
export const twoWorlds: fc.Arbitrary<TwoWorlds> = fc
  .tuple(
    ...PEOPLE.map((id) => lives(anyUser(id))),
    ...ROOMS.map((id) => lives(anyRoom(id))),
    ...ROOMS.flatMap((room) => PEOPLE.map((user) => lives(anySeat(room, user)))),
    ...Array.from({ length: 24 }, (_, number) => lives(anyMessage(`m${number}`))),
  )
  .map((all) => ({
    before: all.flatMap(([one]) => parsed(one)),
    after: all.flatMap(([, other]) => parsed(other)),
    [fc.toStringMethod]: () => "two worlds",
  }));

function parsed(input: RecordInput | undefined): readonly ChatRecord[] {
  return input === undefined ? [] : [AnyRecord.parse(input)];
}

const PAGE = 3;

const stream = <K extends Kind>(kind: K) =>
  ({ kind, wire: AnyRecord, normalize: (record: ChatRecord) => [record] }) as const;

/** A source of canonical records, in pages of three. */
export function worldSource(
  world: () => readonly ChatRecord[],
  { resumable }: { readonly resumable: boolean },
): AnySource {
  return defineSource({
    name: "world",
    summary: "",
    config: z.object({}),
    capabilities: { messageOrder: "oldest-first", resumable, incremental: false },
    streams: {
      user: stream("user"),
      conversation: stream("conversation"),
      membership: stream("membership"),
      message: stream("message"),
    },
    identity: () => "world",
    async open() {
      return {
        async *read(kind, { after }) {
          const all = world().filter((record) => record.kind === kind);
          for (let at = Number(after ?? 0); at < all.length; at += PAGE) {
            const values = all.slice(at, at + PAGE).map((value) => ({ value, origin: `${kind} ${idOf(value)}` }));
            yield { values, cursor: String(at + PAGE) };
          }
        },
      };
    },
  });
}
