import { KINDS } from "@chat-etl/model";
import type { AnyOpenSink, AnySend, AnySink } from "@chat-etl/sdk";
import type { Ledger, Workspace } from "@chat-etl/store";

/** Most records in one batch: so that a small world has many. */
const MOST = 6;

/** The run dies here. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** Steps of a load, each of which kills the run that comes to it first. */
export class Steps {
  readonly #passed = new Set<string>();

  get count(): number {
    return this.#passed.size;
  }

  /** Dies before the work or, the next time, behind it. */
  async around<T>(step: string, work: () => Promise<T>): Promise<T> {
    this.#come(`before ${step}`);
    const done = await work();
    this.#come(`behind ${step}`);
    return done;
  }

  #come(step: string): void {
    if (this.#passed.has(step)) return;
    this.#passed.add(step);
    throw new Crash(step);
  }
}

/** A sink that dies around every sending and every reading back, in small batches. */
export function mortalSink(definition: AnySink, steps: Steps): AnySink {
  const { capabilities } = definition;
  const small = KINDS.map((kind) => {
    const limit = capabilities.batch[kind];
    return [kind, { ...limit, max: Math.min(limit.max, MOST) }] as const;
  });
  return {
    ...definition,
    capabilities: { ...capabilities, batch: Object.fromEntries(small) as unknown as AnySink["capabilities"]["batch"] },
    open: async (config, context) => mortalOpen(await definition.open(config, context), steps),
  };
}

function mortalOpen(sink: AnyOpenSink, steps: Steps): AnyOpenSink {
  const dying =
    (step: string, send: AnySend): AnySend =>
    (batch, options) =>
      steps.around(`${step} ${JSON.stringify(batch)}`, () => send(batch, options));
  const { send, settle = {}, finish } = sink;
  const reading = KINDS.flatMap((kind) => {
    const read = settle[kind];
    return read === undefined ? [] : [[kind, dying(`reading back ${kind}`, read)] as const];
  });
  return {
    ...sink,
    send: {
      user: dying("sending user", send.user),
      conversation: dying("sending conversation", send.conversation),
      membership: dying("sending membership", send.membership),
      message: dying("sending message", send.message),
    },
    settle: Object.fromEntries(reading),
    ...(finish && { finish: (options) => steps.around("finishing", () => finish(options)) }),
  };
}

/** A workspace that dies around every writing down of what is in the air and of what became of it. */
export function mortalWorkspace(workspace: Workspace, steps: Steps): Workspace {
  return {
    ...workspace,
    lane(target) {
      const lane = workspace.lane(target);
      return { ...lane, ledger: mortalLedger(lane.ledger, steps) };
    },
  };
}

function mortalLedger(ledger: Ledger, steps: Steps): Ledger {
  const begin: Ledger["begin"] = (kind, seqs, at) =>
    steps.around(`begin ${kind} ${seqs.join()}`, () => ledger.begin(kind, seqs, at));
  const settle: Ledger["settle"] = (records, options) =>
    steps.around(`settle ${records.map(({ seq }) => seq).join()} ${options.closes}`, () =>
      ledger.settle(records, options),
    );
  const mortal: Readonly<Record<PropertyKey, unknown>> = { begin, settle };
  return new Proxy(ledger, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      return mortal[name] ?? (typeof value === "function" ? value.bind(target) : value);
    },
  });
}
