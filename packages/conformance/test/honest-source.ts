import { memoryApp, memorySource } from "@chat-etl/memory";
import { type AnySource, ConfigError, defineSource, type Normalized, type Source } from "@chat-etl/sdk";
import * as z from "zod";
import type { SourceFixture } from "../src/index.ts";
import { HonestConfig, KEY, newName } from "./honest.ts";

const { people, rooms, notes } = memorySource.streams;

/** How often the app was asked for a page. */
let asked = 0;

/** Called by whoever asks the app for something. */
export function ask(): void {
  asked += 1;
}

/** The memory source with all that a source may promise: a key, and notes with JSON in them. */
export const honestSource = defineSource({
  ...memorySource,
  config: HonestConfig,
  fills: { ...memorySource.fills, message: ["text", "reactions", "extra"] },
  streams: {
    people,
    rooms,
    notes: { ...notes, wire: notes.wire.extend({ more: z.custom<Record<string, never>>().optional() }), normalize },
  },
  async open({ app, key }, context) {
    const source: Source<"people" | "rooms" | "notes"> = await memorySource.open({ app }, context);
    return {
      async *read(stream, options) {
        for await (const page of source.read(stream, options)) {
          ask();
          yield page;
        }
      },
      async check() {
        if (key !== KEY) throw new ConfigError('The option "key" is refused by the memory app.');
      },
      async close() {},
    };
  },
}) satisfies AnySource;

type HonestNote = Parameters<typeof notes.normalize>[0] & { readonly more?: Record<string, never> | undefined };

function normalize({ more = {}, ...note }: HonestNote): Normalized {
  const made = notes.normalize(note);
  if ("drop" in made) return made;
  return made.map((one) => ("kind" in one && one.kind === "message" ? { ...one, extra: { more } } : one));
}

/** An app of some pages. */
export function sourceFixture(): SourceFixture {
  const name = newName();
  const app = memoryApp(name);
  app.people.push({ handle: "ann", name: "Ann" }, { handle: "bob" });
  app.rooms.push({ room: "lobby", topic: "Hello", handles: ["ann", "bob"] });
  for (let n = 0; n < 45; n += 1) {
    const note = {
      key: `n${n}`,
      room: "lobby",
      by: "ann",
      at: 1_000 + n,
      body: n === 7 ? "" : `note ${n}`,
      likes: n === 3 ? ["bob"] : [],
    };
    app.notes.push({ ...note, more: { tags: ["a"] } } as (typeof app.notes)[number]);
  }
  return { config: { app: name, key: KEY }, asked: () => asked };
}
