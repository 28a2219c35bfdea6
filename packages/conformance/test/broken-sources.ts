import { createServer } from "node:net";
import type { RecordInput } from "@chat-etl/model";
import { type AnySource, ConfigError, type Normalized, type OpenContext, type Page, type Source } from "@chat-etl/sdk";
import * as z from "zod";
import { HAZARDS } from "../src/shared/hazards.ts";
import { type HonestConfig, holds, KEY, nameless } from "./honest.ts";
import { ask, honestSource } from "./honest-source.ts";

const honest: AnySource = honestSource;
const { shape } = honestSource.config;

let count = 0;
const next = () => {
  count += 1;
  return count;
};

/** For each check by name: the honest source with one thing changed. */
export const BROKEN_SOURCES: Readonly<Record<string, AnySource>> = {
  "says what it is: a name, and one sentence for the list": { ...honest, name: "Memory App" },
  "describes every option, and takes those of the fixture": {
    ...honest,
    config: z.strictObject({ ...shape, app: z.string().min(1) }),
  },
  "names a required option that is missing": { ...honest, config: nameless(honestSource.config) },
  "names an option whose value makes no sense": { ...honest, config: nameless(honestSource.config) },
  "refuses an option that it does not have": { ...honest, config: z.object(shape) },
  "takes its secrets from the environment, and repeats none in a message": {
    ...honest,
    config: z.strictObject({ ...shape, key: z.string().meta({ description: "Its key.", secret: true }) }),
  },
  "asks the platform for nothing when it is opened": opened((source) => {
    ask();
    return source;
  }),
  "reads nothing before the first page is asked for": reading((pages) => {
    ask();
    return pages;
  }),
  "stops reading while nobody asks for the next page": reading(async function* (pages) {
    const all: Page[] = [];
    for await (const page of pages) all.push(page);
    yield* all;
  }),
  "fills the fields that it declares, and no others": { ...honest, fills: { conversation: ["title"] } },
  "passes its own check": opened((source) => ({
    ...source,
    check: async () => {
      throw new ConfigError("It cannot be reached.");
    },
  })),
  "does not begin a stream when the run is stopped already": opened((source) => ({
    ...source,
    read: (stream, { after }) => source.read(stream, { after, signal: new AbortController().signal }),
  })),
  "stops in the middle of a stream when the run is stopped, and says so": opened((source) => ({
    ...source,
    async *read(stream, options) {
      for await (const page of source.read(stream, { ...options, signal: new AbortController().signal })) {
        if (options.signal.aborted) return;
        yield page;
      }
    },
  })),
  "can be closed twice, read or not": opened((source) => {
    let isClosed = false;
    const close = async () => {
      if (isClosed) throw new Error("It is closed already.");
      isClosed = true;
    };
    return { ...source, close };
  }),
  "can be closed after it was stopped in the middle": opened((source, { signal }) => ({
    ...source,
    close: async () => signal.throwIfAborted(),
  })),
  "leaves no file and no connection open": opened(async (source) => {
    const server = createServer().unref();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return source;
  }),
  "gives the same when it is read again": values((one) => ({ ...one, origin: `value ${next()}` })),
  "goes on behind every page with exactly the rest": opened((source) => ({
    ...source,
    read: (stream, { after, signal }) => source.read(stream, { after: after && String(Number(after) + 1), signal }),
  })),
  "gives cursors that can be kept: text, without a secret": pages((page) => ({ ...page, cursor: KEY + page.cursor })),
  "reads the messages of a conversation in the order it declares": {
    ...honest,
    capabilities: { ...honest.capabilities, messageOrder: "newest-first" },
  },
  "is staged whole and once, wherever reading is killed": pages((page) => ({
    ...page,
    cursor: String(Number(page.cursor) + 1),
  })),
  "every value it reads is staged, dropped by rule, or rejected": pages((page) => ({ ...page, values: [] })),
  "has a name for the account it reads, the same every time, without a secret": {
    ...honest,
    identity: () => `memory:${next()}`,
  },
  "tells of every value where it was found": values((one) => ({ ...one, origin: "" })),
  "makes records that the model takes": messages((message) => ({ ...message, id: "" })),
  "says why it leaves something out: a code, and a whole sentence": normalizing(() => ({
    drop: { code: "left out", message: "" },
  })),
  "normalizes the same value to the same records": messages((message) => ({ ...message, text: `${next()}` })),
  "normalizes without changing its input": normalizing((made, note) => {
    Object.assign(note as object, { body: "" });
    return made;
  }),
  "normalizes without clock, chance and network": messages((message) => ({ ...message, sentAt: Date.now() })),
  "keeps its secrets out of the log": opened((source, { logger }, config) => {
    logger.info("Opened.", config);
    return source;
  }),
  "says that a secret is refused, and shows neither the wrong one nor the right one": opened((source, _, { key }) => ({
    ...source,
    check: async () => {
      if (key !== KEY) throw new ConfigError(`The key "${key}" is refused.`);
    },
  })),
  ...Object.fromEntries(
    HAZARDS.map(({ name, value }) => [
      `normalizes a value that holds ${name}`,
      normalizing((made, note) => {
        if (holds(note, value)) throw new TypeError("It cannot be normalized.");
        return made;
      }),
    ]),
  ),
};

type Change = (source: Source, context: OpenContext, config: HonestConfig) => Source | Promise<Source>;

function opened(change: Change): AnySource {
  return {
    ...honest,
    open: async (config, context) =>
      await change(await honest.open(config, context), context, config as unknown as HonestConfig),
  };
}

function reading(change: (pages: AsyncIterable<Page>) => AsyncIterable<Page>): AnySource {
  return opened((source) => ({ ...source, read: (stream, options) => change(source.read(stream, options)) }));
}

function pages(change: (page: Page) => Page): AnySource {
  return reading(async function* (all) {
    for await (const page of all) yield change(page);
  });
}

function values(change: (value: Page["values"][number]) => Page["values"][number]): AnySource {
  return pages((page) => ({ ...page, values: page.values.map(change) }));
}

function normalizing(change: (made: Normalized, note: unknown) => Normalized): AnySource {
  const { notes } = honest.streams;
  if (notes === undefined) throw new Error("The honest source has notes.");
  const normalize: typeof notes.normalize = (note) => change(notes.normalize(note), note);
  return { ...honest, streams: { ...honest.streams, notes: { ...notes, normalize } } };
}

function messages(change: (message: RecordInput & { readonly kind: "message" }) => RecordInput): AnySource {
  return normalizing((made) =>
    "drop" in made
      ? made
      : made.map((one) => ("kind" in one && !("refused" in one) && one.kind === "message" ? change(one) : one)),
  );
}
