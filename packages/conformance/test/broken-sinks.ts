import { createServer } from "node:net";
import { memoryApp } from "@chat-etl/memory";
import type { ChatRecord } from "@chat-etl/model";
import {
  type AnyOpenSink,
  type AnySend,
  type AnySink,
  BatchError,
  ConfigError,
  type Encoded,
  type Outcome,
  type SinkContext,
  TransientError,
} from "@chat-etl/sdk";
import * as z from "zod";
import { HAZARDS } from "../src/shared/hazards.ts";
import { type HonestConfig, holds, KEY, nameless } from "./honest.ts";
import { honestSink, type Wires } from "./honest-sink.ts";

const honest: AnySink = honestSink;
const { shape } = honestSink.config;

let count = 0;
const next = () => {
  count += 1;
  return count;
};

/** For each check by name: the honest sink with one thing changed. */
export const BROKEN_SINKS: Readonly<Record<string, AnySink>> = {
  "says what it is: a name, and one sentence for the list": { ...honest, summary: "an app" },
  "describes every option, and takes those of the fixture": {
    ...honest,
    config: z.strictObject({ ...shape, app: z.string().min(1) }),
  },
  "names a required option that is missing": { ...honest, config: nameless(honestSink.config) },
  "names an option whose value makes no sense": { ...honest, config: nameless(honestSink.config) },
  "refuses an option that it does not have": { ...honest, config: z.object(shape) },
  "takes its secrets from the environment, and repeats none in a message": {
    ...honest,
    config: z.strictObject({ ...shape, key: z.string().meta({ description: "Its key.", secret: true }) }),
  },
  "has a name for the account it writes, the same every time, without a secret": {
    ...honest,
    identity: (config) => (config as HonestConfig).key,
  },
  "declares limits that can be kept": {
    ...honest,
    capabilities: { ...honest.capabilities, quota: () => ({ requests: 0, perMs: 1_000 }) },
  },
  "encodes the same record to the same values": encoding((note) => ({ ...note, body: `${next()}` })),
  "encodes without changing its input": encoding((note, message) => {
    Object.assign(message, { text: "" });
    return note;
  }),
  "encodes without clock, chance and network": encoding((note) => ({ ...note, at: Date.now() })),
  "keeps ids apart, and makes the same of the same id": {
    ...honest,
    targetId: { user: (id) => id.toLowerCase() },
  },
  "declares every loss that it tells, with the same sentence": {
    ...honest,
    losses: { formatting: "Some of it goes." },
  },
  "names every pass that it may be asked for": { ...honest, everyPass: [] },
  "declares every loss that its passes tell, with the same sentence": {
    ...honest,
    everyPass: (honest.everyPass ?? []).map((pass) => ({
      ...pass,
      // Only of what has likes, and only where the message itself was sent: it must be tried with both.
      encode: (record, { wasSent }) => ({
        send: [],
        losses:
          wasSent && record.kind === "message" && record.reactions.length > 0
            ? [{ code: "like-time", detail: "No time of a like is kept." }]
            : [],
      }),
    })),
  },
  "writes nothing when it is opened, checked and inspected": opened((sink, { app }) => {
    memoryApp(app).people.push({ handle: "probe" });
    return sink;
  }),
  "gives one outcome for every value, and what it calls written is there": sending(async (batch, send) =>
    (await send(batch)).slice(1),
  ),
  "takes batches as large as it declares": sending(async (batch, send) => {
    if (batch.length > 5) throw new BatchError("too-large", "It takes five at once.");
    return await send(batch);
  }),
  "takes the good ones of a batch in which one is bad": sending(async (batch, send) => {
    if (batch.every(({ by }) => by === "ann" || by === "bob")) return await send(batch);
    return batch.map((): Outcome => ({ status: "rejected", reason: { code: "stranger", message: "Who is that?" } }));
  }),
  "leaves one copy of what is sent twice, of the kinds it declares so": {
    ...honest,
    capabilities: { ...honest.capabilities, dedupes: ["user", "conversation", "membership", "message"] },
  },
  "reads back what arrived and only that, of the kinds it keeps twice": reading(async (batch) =>
    batch.map(() => ({ status: "written" })),
  ),
  "refuses a target that holds something, where nothing was ever sent from this workspace, if it keeps any kind twice":
    opened((sink) => ({ ...sink, check: async () => {} })),
  "asks for a turn before every further request of a batch": sending(async (batch, send) => {
    // Nobody answers: it is a request all the same.
    await fetch("http://127.0.0.1:59999/").catch(() => undefined);
    await fetch("http://127.0.0.1:59999/").catch(() => undefined);
    return await send(batch);
  }),
  "can send every pass that it was asked for": opened((sink) => ({ ...sink, passes: {} })),
  "holds everything once and in order after a run, and the same after another one": sending(
    async (batch, send) => await send(batch.toReversed()),
  ),
  "holds everything once and in order, wherever the run is killed": reading(async (batch) =>
    batch.map(() => ({ status: "retry", reason: { code: "not-there", message: "It is not there." } })),
  ),
  "holds the same when it is finished once more": finishingTwice(),
  "holds everything once and in order when the answer to a batch is lost": sending(async (batch, send) => {
    try {
      return await send(batch);
    } catch (cause) {
      throw new TransientError("Nothing was taken.", { delivery: "none", cause });
    }
  }),
  "settles every record, however hostile, and takes the others": sending(async (batch, send) => {
    if (batch.some(({ body }) => body.includes("\u0000"))) throw new Error("It is no text.");
    return await send(batch);
  }),
  "keeps secrets and people's words out of log, events and summary": opened((sink, _, { logger }) =>
    replaced(sink, "send", async (batch, send) => {
      logger.debug("Sending.", { batch });
      return await send(batch);
    }),
  ),
  "says that a secret is refused, and shows neither the wrong one nor the right one": opened((sink, { key }) => ({
    ...sink,
    check: async () => {
      if (key !== KEY) throw new ConfigError(`The key "${key}" is refused.`);
    },
  })),
  "gives up soon when the run must stop at once": opened((sink, _, { signal }) => ({
    ...sink,
    send: { ...sink.send, user: async (...given) => (signal.aborted ? await NEVER : await sink.send.user(...given)) },
  })),
  "can be closed twice, used or not": opened((sink) => {
    let isClosed = false;
    const close = async () => {
      if (isClosed) throw new Error("It is closed already.");
      isClosed = true;
    };
    return { ...sink, close };
  }),
  "leaves no file and no connection open": opened(async (sink) => {
    const server = createServer().unref();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return sink;
  }),
  ...Object.fromEntries(HAZARDS.map(({ name, value }) => [`encodes a record that holds ${name}`, failingAt(value)])),
};

const NEVER = new Promise<never>(() => {});

type Note = Wires["message"];
type Change = (sink: AnyOpenSink, config: HonestConfig, context: SinkContext) => AnyOpenSink | Promise<AnyOpenSink>;

function opened(change: Change): AnySink {
  return {
    ...honest,
    open: async (config, context) => await change(await honest.open(config, context), config as HonestConfig, context),
  };
}

function encoding(change: (note: Note, message: ChatRecord<"message">) => Note): AnySink {
  const message: AnySink["encode"]["message"] = (record, context) => {
    const made = honest.encode.message(record, context) as Encoded<Note>;
    return "reject" in made ? made : { ...made, send: made.send.map((note) => change(note, record)) };
  };
  return { ...honest, encode: { ...honest.encode, message } };
}

/** Its encoder fails at a message that holds this. */
function failingAt(hazard: unknown): AnySink {
  const message: AnySink["encode"]["message"] = (record, context) => {
    if (holds(record, hazard)) throw new TypeError("It cannot be encoded.");
    return honest.encode.message(record, context);
  };
  return { ...honest, encode: { ...honest.encode, message } };
}

type SendNotes = (
  batch: readonly Note[],
  send: (batch: readonly Note[]) => Promise<readonly Outcome[]>,
) => Promise<readonly Outcome[]>;

function sending(change: SendNotes): AnySink {
  return opened((sink) => replaced(sink, "send", change));
}

function reading(change: SendNotes): AnySink {
  return opened((sink) => replaced(sink, "settle", change));
}

/** With another way to send messages, or to read them back. */
function replaced(sink: AnyOpenSink, what: "send" | "settle", change: SendNotes): AnyOpenSink {
  const own = sink[what]?.message;
  const message: AnySend = async (batch, options) =>
    await change(batch, async (notes) => (await own?.(notes as readonly never[], options)) ?? []);
  return what === "send" ? { ...sink, send: { ...sink.send, message } } : { ...sink, settle: { message } };
}

/** What it has been sent last it writes once more by every further finishing. */
function finishingTwice(): AnySink {
  const finished = new Map<string, number>();
  return {
    ...honest,
    async open(config, context) {
      const { app: name } = config as HonestConfig;
      const sink = await honest.open(config, context);
      return {
        ...sink,
        async finish() {
          const times = finished.get(name) ?? 0;
          finished.set(name, times + 1);
          const { notes } = memoryApp(name);
          if (times > 0) notes.push(...notes.slice(-1));
        },
      };
    },
  };
}
