import { memorySink } from "@chat-etl/memory";
import { AnyRecord, type RecordInput } from "@chat-etl/model";
import { type AnySink, definePass, type Extracted, type Outcome, type Page, type Unreadable } from "@chat-etl/sdk";
import { readWorkspace } from "@chat-etl/store";
import { describe, expect, it } from "vitest";
import { rejectsOf } from "../src/index.ts";
import { fill, type Scene, sameNotes, scene } from "./scene.ts";

const REFUSED = { status: "rejected", reason: { code: "bad-day", message: "Not today." } } as const;

/** The memory sink, which refuses some notes and rooms as long as they stand in `refused`. */
function moody(refused: ReadonlySet<string>, changes: Partial<AnySink> = {}): AnySink {
  return {
    ...memorySink,
    ...changes,
    open: async (config, context) => {
      const sink = await memorySink.open(config as { app: string }, context);
      const unless = <T>(key: (wire: T) => string, send: (wires: readonly T[]) => Promise<readonly Outcome[]>) => {
        return async (batch: readonly T[]): Promise<readonly Outcome[]> =>
          await Promise.all(
            batch.map(async (one) => (refused.has(key(one)) ? REFUSED : ((await send([one]))[0] ?? REFUSED))),
          );
      };
      const options = { signal: new AbortController().signal };
      return {
        ...sink,
        send: {
          ...sink.send,
          conversation: unless(
            ({ room }) => room,
            (rooms) => sink.send.conversation(rooms, options),
          ),
          message: unless(
            ({ key }) => key,
            (notes) => sink.send.message(notes, options),
          ),
        },
      };
    },
  };
}

/** The memory sink, which tells whom it was asked to make. */
function telling(sent: string[]): AnySink {
  return {
    ...memorySink,
    open: async (config, context) => {
      const sink = await memorySink.open(config as { app: string }, context);
      const user: typeof sink.send.user = (people, options) => {
        sent.push(...people.map(({ handle }) => handle));
        return sink.send.user(people, options);
      };
      return { ...sink, send: { ...sink.send, user } };
    },
  };
}

function world(): Scene {
  const stage = scene();
  fill(stage.source, { rooms: 2, notes: 6 });
  return stage;
}

function notices({ events }: Scene): readonly string[] {
  return events.flatMap((event) => (event.event === "notice" ? [event.message] : []));
}

async function* lines(...values: readonly unknown[]): AsyncGenerator<Page> {
  const page = values.map((value, index): Extracted | Unreadable => ({ value, origin: `f.jsonl:${index + 1}` }));
  yield { values: page };
}

describe("replay", () => {
  it("sends all rejected records once more, and tells which of them stand behind later ones", async () => {
    const stage = world();
    const refused = new Set(["0-1", "1-5"]);
    const sink = moody(refused, {
      capabilities: { ...memorySink.capabilities, lateWithinMs: Number.POSITIVE_INFINITY },
    });
    expect(await stage.go({ sink })).toMatchObject({ status: "rejected", kinds: { message: { rejected: 2 } } });
    refused.clear();
    const summary = await stage.go({ sink, replay: {} });
    expect(summary).toMatchObject({
      status: "complete",
      released: { chosen: { message: 2 }, late: 1 },
      losses: { order: 1 },
      sent: 2,
    });
    expect(stage.target.notes.map(({ key }) => key).filter((key) => ["0-1", "1-5"].includes(key))).toHaveLength(2);
    expect(stage.target.notes).toHaveLength(12);
  });

  it("of one code releases what names a released record, too, and nothing else", async () => {
    const stage = world();
    const refused = new Set(["room-1", "0-0"]);
    const coded = moody(refused);
    await stage.go({ sink: coded });
    const reader = await readWorkspace(stage.folder);
    const codes: string[] = [];
    for await (const { kind, code } of rejectsOf(reader, stage.targetName)) codes.push(`${kind} ${code}`);
    await reader.close();
    // Ann's, Bob's and the ghost's place in a room that is not there.
    expect(codes.sort()).toEqual([
      "conversation bad-day",
      "membership no-room",
      "membership no-room",
      "message bad-day",
    ]);
    refused.clear();
    const summary = await stage.go({ sink: coded, replay: { code: "bad-day" } });
    expect(summary).toMatchObject({
      status: "complete",
      released: { chosen: { conversation: 1, message: 1 }, following: { membership: 2 } },
    });
  });

  it("leaves alone what is partly in where the target keeps what is sent twice, and sends it where it does not", async () => {
    for (const dedupes of [false, true]) {
      const stage = world();
      const refused = new Set(["0-1b"]);
      const twoParts = moody(refused, {
        capabilities: { ...memorySink.capabilities, dedupes: dedupes ? memorySink.capabilities.dedupes : [] },
        encode: {
          ...memorySink.encode,
          message: (message, context) => {
            const encoded = memorySink.encode.message(message, { ...context, config: { app: "" } });
            const parts =
              "send" in encoded ? encoded.send.flatMap((note) => [note, { ...note, key: `${note.key}b` }]) : [];
            return { send: parts };
          },
        },
      });
      expect((await stage.go({ sink: twoParts })).rejects[0]?.message).toMatch(
        /A part of it is in the target already\.$/,
      );
      refused.clear();
      const { status, requests } = await stage.go({ sink: twoParts, replay: {} });
      expect([status, requests > 0]).toEqual(dedupes ? ["complete", true] : ["rejected", false]);
      expect(stage.target.notes.filter(({ key }) => key === "0-1")).toHaveLength(1);
      expect(notices(stage).some((text) => text.includes("1 rejected records stay rejected"))).toBe(!dedupes);
    }
  });

  it("sends what a pass rejected if the run is asked for that pass, and else tells that it stays", async () => {
    const stage = world();
    const liked: string[] = [];
    let isWell = false;
    const likes = definePass<unknown, "message", string>({
      ...{ name: "likes", summary: "", kind: "message", when: "after", batch: { max: 1 }, dedupes: true },
      quotaClass: "core",
      quota: () => ({ requests: 1_000, perMs: 1_000 }),
      encode: ({ id }) => ({ send: id === "0-1" ? [id] : [] }),
    });
    const send = async (ids: readonly string[]): Promise<readonly Outcome[]> => {
      if (isWell) liked.push(...ids);
      return ids.map(() => (isWell ? { status: "written" } : REFUSED));
    };
    const sink: AnySink = {
      ...memorySink,
      passes: (config) => (config instanceof Object && "likes" in config ? [likes] : []),
      open: async ({ app }: { readonly app: string }, context) => ({
        ...(await memorySink.open({ app }, context)),
        passes: { likes: { send } },
      }),
    };
    const sinkConfig = { app: stage.targetName, likes: true };
    expect(await stage.go({ sink, sinkConfig })).toMatchObject({ status: "rejected", passes: [{ rejected: 1 }] });
    isWell = true;
    expect(await stage.go({ sink, replay: {} })).toMatchObject({ status: "rejected", sent: 0 });
    expect(notices(stage).join("\n")).toContain('Rejects of passes that were not named stay: "likes" (1)');
    const summary = await stage.go({ sink, sinkConfig, replay: { code: "bad-day" } });
    expect(summary).toMatchObject({ status: "complete", released: { chosen: { message: 1 } } });
    expect(liked).toEqual(["0-1"]);
  });

  it("cut off behind the release, goes on by a run or by the same replay, and doubles nothing", async () => {
    const stage = world();
    const refused = new Set(["0-1", "1-5"]);
    const sink = moody(refused);
    await stage.go({ sink });
    refused.clear();
    const note = await recordOf(stage, "0-1");
    const line = { kind: "message", id: "0-1", record: { ...note, text: "put right" } };
    const stop = AbortSignal.abort(new Error("Interrupted."));
    expect(await stage.go({ sink, stop, replay: { corrections: lines(line) } })).toMatchObject({
      status: "interrupted",
      kinds: { message: { pending: 1, rejected: 1 } },
    });
    for (const sent of [1, 0]) {
      const summary = await stage.go({ sink, replay: { corrections: lines(line) } });
      expect(summary).toMatchObject({ status: "rejected", sent, kinds: { message: { pending: 0, rejected: 1 } } });
    }
    expect(stage.target.notes.filter(({ key }) => key === "0-1").map(({ body }) => body)).toEqual(["put right"]);
  });

  it("is not taken back by a later reading of what the source has had all along, sent or not", async () => {
    for (const isCutOff of [true, false]) {
      const stage = world();
      const refused = new Set(["0-1"]);
      const sink = moody(refused);
      await stage.go({ sink });
      refused.clear();
      const line = { kind: "message", id: "0-1", record: { ...(await recordOf(stage, "0-1")), text: "put right" } };
      const stop = isCutOff ? { stop: AbortSignal.abort(new Error("Interrupted.")) } : {};
      await stage.go({ sink, ...stop, replay: { corrections: lines(line) } });
      expect((await stage.go({ sink, again: {} })).delta).toMatchObject({
        changes: [],
        kinds: { message: { equal: 12 } },
      });
      expect(stage.target.notes.find(({ key }) => key === "0-1")?.body).toBe("put right");
    }
  });
});

describe("a file of rejects", () => {
  const message = (changes: object = {}): RecordInput => ({
    ...{ kind: "message", id: "0-1", conversationId: "room-0", authorId: "ann", sentAt: 1_000, text: "x" },
    ...changes,
  });
  const line = (record: object, more: object = {}) => ({ kind: "message", id: "0-1", record, ...more });
  const good = line(message());
  const wrongs: readonly (readonly [string, readonly unknown[], string])[] = [
    ["is no object", [good, 7], "f.jsonl:2: The value does not have the expected shape"],
    [
      "has no record",
      [{ kind: "message", id: "0-1" }],
      'f.jsonl:1: The value does not have the expected shape: "record": is missing.',
    ],
    [
      "has a record with an unknown field",
      [line(message({ colour: "red" }))],
      'the value: "colour" is no field of it.',
    ],
    ["is of another kind", [line({ kind: "user", id: "0-1", displayName: "x" })], 'is of kind "user"'],
    ["has another id", [line(message({ id: "0-2" }))], "has another id than the line"],
    ["is not known", [line(message({ id: "zz" }), { id: "zz" })], 'f.jsonl:1: The workspace has no message "zz"'],
    ["moves its message", [line(message({ conversationId: "room-1" }))], "another one: a message stays"],
    ["names a stranger", [line(message({ authorId: "eve" }))], 'names user "eve", who is not there'],
    ["stands there twice, differently", [good, line(message({ text: "y" }))], "f.jsonl:2: An earlier line has"],
    [
      "changes what is in",
      [line(message({ id: "0-2" }), { id: "0-2" })],
      'message "0-2" is not rejected (it is settled)',
    ],
    ["is of a pass that was not asked for", [line(message(), { pass: "likes" })], 'in the pass "likes"'],
    ["is missing: the file is empty", [], "The file has no lines"],
  ];
  it("is refused whole when a line is not right, with the line and why, and never what it says", async () => {
    const stage = world();
    const refused = new Set(["0-1", "1-5"]);
    const sink = moody(refused);
    await stage.go({ sink });
    refused.clear();
    for (const [what, values, problem] of wrongs) {
      const failing = stage.go({ sink, replay: { corrections: lines(...values) } });
      await expect(failing, what).rejects.toThrow(problem);
      await expect(failing, what).rejects.toMatchObject({ name: "ConfigError" });
    }
    expect(await stage.go({ sink })).toMatchObject({ sent: 0, kinds: { message: { rejected: 2 } } });
    expect(await stage.go({ sink, replay: { corrections: lines(good, good) } })).toMatchObject({ sent: 1 });
    expect(stage.target.notes.find(({ key }) => key === "0-1")?.body).toBe("x");
  });

  it("may give a message another author, who then takes part", async () => {
    const stage = world();
    stage.source.people.push({ handle: "carl" });
    const refused = new Set(["0-1"]);
    const sink = moody(refused);
    await stage.go({ sink });
    refused.clear();
    const summary = await stage.go({ sink, replay: { corrections: lines(line(message({ authorId: "carl" }))) } });
    // A former member: the memory sink has no such thing.
    expect(summary).toMatchObject({ status: "complete", sent: 1, kinds: { membership: { added: 3, pending: 0 } } });
  });
});

describe("a map of users", () => {
  it("gives people the ids they have in the target, and leaves them there as they are", async () => {
    const stage = world();
    stage.target.people.push({ handle: "ann@here", name: "Ann, here before" });
    const userMap = new Map([["ann", "ann@here"]]);
    const sent: string[] = [];
    const sink = telling(sent);
    const summary = await stage.go({ sink, userMap });
    expect(sent.sort()).toEqual(["bob", "ghost"]);
    expect(summary).toMatchObject({ status: "complete", kinds: { user: { duplicate: 1 } } });
    expect(stage.target.people.filter(({ handle }) => handle.startsWith("ann"))).toEqual([
      { handle: "ann@here", name: "Ann, here before" },
    ]);
    expect(stage.target.rooms[0]?.handles).toContain("ann@here");
    expect(new Set(stage.target.notes.map(({ by }) => by))).toEqual(new Set(["ann@here", "bob", "ghost"]));
    expect(await stage.go()).toMatchObject({ status: "complete", sent: 0 });
    await expect(stage.go({ userMap: new Map([["ann", "other"]]) })).rejects.toThrow("with another map of users");
  });

  it("leaves an id as it is that the sink makes just what the map says, and refuses one that it would make another", async () => {
    const stage = world();
    // As CometChat does with what an earlier load had to make fit.
    const fit = (id: string) => (id === "ann" || id.endsWith("-fit") ? `${id}-fit` : id);
    const sent: string[] = [];
    const sink = { ...telling(sent), targetId: { user: fit } };
    const wrong = new Map([["ann", "anna-fit"]]);
    await expect(stage.go({ sink, userMap: wrong })).rejects.toThrow('would be given "anna-fit-fit"');
    const summary = await stage.go({ sink, userMap: new Map([["ann", "ann-fit"]]) });
    expect(sent.sort()).toEqual(["bob", "ghost"]);
    expect(summary).toMatchObject({ status: "complete", kinds: { user: { duplicate: 1 } } });
    expect(new Set(stage.target.notes.map(({ by }) => by))).toEqual(new Set(["ann", "bob", "ghost"]));
  });

  it("is refused when records were staged without it, or when two people would become one", async () => {
    const stage = world();
    await expect(stage.go({ userMap: new Map([["ann", "bob"]]) })).rejects.toThrow('has a user "bob"');
    const other = world();
    await other.go();
    await expect(other.go({ userMap: new Map([["ann", "x"]]) })).rejects.toThrow("without a map of users");
    expect(sameNotes(other)).toBe(true);
  });
});

async function recordOf(stage: Scene, id: string): Promise<object> {
  const reader = await readWorkspace(stage.folder);
  for await (const { record, ...reject } of rejectsOf(reader, stage.targetName)) {
    if (reject.id === id && record) {
      await reader.close();
      return AnyRecord.parse(record);
    }
  }
  throw new Error(`There is no reject "${id}".`);
}
