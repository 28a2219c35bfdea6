import { type MemoryApp, memoryApp, memorySink } from "@chat-etl/memory";
import {
  type AnySink,
  ConfigError,
  definePass,
  defineSink,
  type Outcome,
  type Sink,
  TransientError,
} from "@chat-etl/sdk";
import type { SinkFixture } from "../src/index.ts";
import { HonestConfig, KEY, newName } from "./honest.ts";

type Wired<K extends keyof typeof memorySink.encode> = Extract<
  ReturnType<(typeof memorySink.encode)[K]>,
  { readonly send: unknown }
>["send"][number];

export type Wires = {
  readonly user: Wired<"user">;
  readonly conversation: Wired<"conversation">;
  readonly membership: Wired<"membership">;
  readonly message: Wired<"message">;
};

/** Apps whose next answer gets lost. */
const losing = new Set<string>();

const likes = definePass({
  ...{ name: "likes", summary: "Brings likes.", kind: "message", when: "after", dedupes: true, quotaClass: "main" },
  batch: { max: 1 },
  quota: () => ({ requests: 1, perMs: 1 }),
  encode: () => ({ send: [] }),
});

/** The memory sink with all that a sink may promise: a key, messages that it keeps twice, a pass, ids of its own. */
export const honestSink = defineSink<typeof HonestConfig, Wires>({
  ...memorySink,
  config: HonestConfig,
  capabilities: { ...memorySink.capabilities, dedupes: ["user", "conversation", "membership"] },
  targetId: { user: (id) => id },
  passes: () => [likes],
  everyPass: [likes],
  async open({ app: name, key }, context) {
    const app = memoryApp(name);
    const { send } = await memorySink.open({ app: name }, context);
    const lossy =
      <W>(sending: (batch: readonly W[]) => Promise<readonly Outcome[]>) =>
      async (batch: readonly W[]) => {
        const outcomes = await sending(batch);
        if (losing.delete(name)) throw new TransientError("No answer came.", { delivery: "unknown" });
        return outcomes;
      };
    const sink: Sink<Wires> = {
      send: {
        user: lossy((batch) => send.user(batch, NEVER)),
        conversation: lossy((batch) => send.conversation(batch, NEVER)),
        membership: lossy((batch) => send.membership(batch, NEVER)),
        message: lossy((batch) => keep(app, batch)),
      },
      settle: { message: async (batch) => batch.map((note) => outcomeOf(app, note)) },
      passes: { likes: { send: async (batch) => batch.map((): Outcome => ({ status: "written" })) } },
      async check() {
        if (key !== KEY) throw new ConfigError('The option "key" is refused by the memory app.');
        if (context.isFirst && app.notes.length > 0)
          throw new ConfigError("Another workspace wrote to the memory app.");
      },
      async close() {},
    };
    return sink;
  },
}) satisfies AnySink;

const NEVER = { signal: new AbortController().signal };

async function keep(app: MemoryApp, batch: readonly Wires["message"][]): Promise<readonly Outcome[]> {
  app.notes.push(...batch);
  return batch.map(({ key }) => ({ status: "written", targetId: key }));
}

function outcomeOf(app: MemoryApp, { key }: Wires["message"]): Outcome {
  if (app.notes.some((note) => note.key === key)) return { status: "written", targetId: key };
  return { status: "retry", reason: { code: "not-there", message: "It is not there." } };
}

/** An app that holds nothing. */
export function sinkFixture(): SinkFixture {
  const name = newName();
  const app = memoryApp(name);
  return {
    config: { app: name, key: KEY },
    loseAnswer: async () => void losing.add(name),
    contents: async () => ({
      user: app.people.map(({ handle }) => handle),
      conversation: app.rooms.map(({ room }) => room),
      membership: app.rooms.flatMap(({ room, handles }) => handles.map((handle) => `${room}/${handle}`)),
      message: app.notes.map(({ key }) => key),
    }),
  };
}
