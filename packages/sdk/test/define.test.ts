import { describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { backoffMs, defineSandbox, defineSink, defineSource, type Outcome } from "../src/index.ts";

const Person = z.object({ handle: z.string(), age: z.coerce.number() });
const Note = z.object({ body: z.string() });

const Config = z.strictObject({ folder: z.string(), depth: z.number().default(1) });

describe("defineSource", () => {
  it("gives normalize the wire's output, open the config's, and read the streams' names", () => {
    const source = defineSource({
      name: "x",
      summary: "",
      config: Config,
      capabilities: { messageOrder: "unordered", resumable: false, incremental: false },
      streams: {
        people: {
          kind: "user",
          wire: Person,
          normalize: (person: z.output<typeof Person>) => [
            { kind: "user", id: person.handle, displayName: String(person.age) },
          ],
        },
        notes: { kind: "message", wire: Note, normalize: () => ({ drop: { code: "none", message: "None." } }) },
      },
      identity: (config) => {
        expectTypeOf(config).toEqualTypeOf<{ folder: string; depth: number }>();
        return config.folder;
      },
      open: async (config) => {
        expectTypeOf(config.depth).toEqualTypeOf<number>();
        return {
          read: async function* (stream) {
            expectTypeOf(stream).toEqualTypeOf<"people" | "notes">();
            yield { values: [] };
          },
        };
      },
    });
    expectTypeOf(source.streams.people.normalize).parameter(0).toEqualTypeOf<{ handle: string; age: number }>();
    expect(Object.keys(source.streams)).toEqual(["people", "notes"]);
  });

  it("does not take a normalize that wants another wire, nor one that makes no records", () => {
    const base = {
      name: "x",
      summary: "",
      config: Config,
      identity: () => "",
      open: async () => ({
        read: () =>
          (async function* () {
            yield { values: [] };
          })(),
      }),
    } as const;
    const capabilities = { messageOrder: "unordered", resumable: false, incremental: false } as const;
    defineSource({
      ...base,
      capabilities,
      // @ts-expect-error: a person has no body
      streams: { people: { kind: "user", wire: Person, normalize: (note: { body: string }) => [note.body] } },
    });
    defineSource({
      ...base,
      capabilities,
      streams: {
        notes: {
          kind: "message",
          wire: Note,
          // @ts-expect-error: a message needs an author
          normalize: () => [{ kind: "message", id: "1", conversationId: "c", sentAt: 1 }],
        },
      },
    });
  });
});

describe("defineSink", () => {
  const batch = { max: 5 };
  const base = {
    name: "x",
    summary: "",
    config: Config,
    capabilities: {
      batch: { user: batch, conversation: batch, membership: batch, message: batch },
      dedupes: [],
      quota: () => ({ requests: 1, perMs: 1 }),
    },
    encode: {
      user: () => ({ send: [{ handle: "ann" }] }),
      conversation: () => ({ send: [] as readonly number[] }),
      membership: () => ({ reject: { code: "no", message: "No." } }),
      message: () => ({ send: ["text"] }),
    },
    identity: () => "",
  } as const;
  const none = async (): Promise<readonly Outcome[]> => [];

  it("gives send what encode makes", () => {
    const sink = defineSink({
      ...base,
      open: async () => ({
        send: {
          user: async (people) => {
            expectTypeOf(people).toEqualTypeOf<readonly { handle: string }[]>();
            return [];
          },
          conversation: async (numbers) => {
            expectTypeOf(numbers).toEqualTypeOf<readonly number[]>();
            return [];
          },
          membership: none,
          message: async (texts) => {
            expectTypeOf(texts).toEqualTypeOf<readonly string[]>();
            return [];
          },
        },
        check: async () => {},
      }),
    });
    expect(sink.name).toBe("x");
  });

  it("does not take a send that wants something else", () => {
    const message = async (_numbers: readonly number[]): Promise<readonly Outcome[]> => [];
    defineSink({
      ...base,
      // @ts-expect-error: encode.message makes strings
      open: async () => ({
        send: { user: none, conversation: none, membership: none, message },
        check: async () => {},
      }),
    });
  });
});

it("a sandbox gets its switches checked and with their defaults", async () => {
  const sandbox = defineSandbox({
    options: z.object({ limit: z.coerce.number().default(3) }),
    start: async ({ limit }) => ({ url: String(limit), config: {}, close: async () => {} }),
  });
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const context = { folder: "", port: 0, speed: 1, sample: false, logger };
  expect((await sandbox.start({}, context)).url).toBe("3");
  expect((await sandbox.start({ limit: "7" }, context)).url).toBe("7");
});

it("backs off from half a second to a minute, each time between half and whole", () => {
  expect([1, 2, 3, 20].map((attempt) => backoffMs(attempt, 1))).toEqual([500, 1_000, 2_000, 60_000]);
  expect(backoffMs(3, 0)).toBe(1_000);
});
