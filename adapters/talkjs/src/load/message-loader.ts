import { setTimeout as sleep } from "node:timers/promises";
import type { HttpClient } from "@chat-etl/io";
import { BatchError, type Logger, type Outcome, type SendOptions, type SinkContext } from "@chat-etl/sdk";
import * as z from "zod";
import { byId } from "../by-id.ts";
import { pathOf } from "../path.ts";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import type { MessageWire } from "../wire-import.ts";
import { importBody } from "./import-body.ts";
import { LateArrivals } from "./late-arrivals.ts";
import { importedOutcomes, settledOutcomes } from "./message-outcomes.ts";
import { MessageTimes, type Standing } from "./message-times.ts";
import { type Found, isOfSameSource, matched, readBack, standsAt } from "./read-back.ts";
import { type Sending, withTurns } from "./turns.ts";
import { type Unavailable, uploadFile } from "./upload.ts";

const Participants = z.object({ participants: byId(z.unknown()).nullish() });

/** A batch without an answer is read so often, at the least, before what is missing counts as not arrived. */
const READINGS = 3;

export interface LoaderOptions {
  readonly http: HttpClient;
  readonly config: TalkjsSinkConfig;
  readonly logger: Logger;
  readonly openFile: SinkContext["openFile"];
  /** Aborted when the run must end at once. */
  readonly signal: AbortSignal;
}

/**
 * Messages of one conversation, ten at most, by the import: the only way that notifies nobody (TalkJS sheet, T46). It
 * keeps whatever is sent twice (T1), so a batch without an answer is read back.
 */
export class MessageLoader {
  readonly #options: LoaderOptions;
  readonly #times = new MessageTimes();
  /** Wires that were refused: nothing of them is still on its way. */
  readonly #refused = new WeakSet<MessageWire>();
  /** Tokens of files that were uploaded for a batch that has to be sent again. */
  readonly #tokens = new WeakMap<MessageWire, string | Unavailable>();
  /** Conversations that the system's user was to be let into, and TalkJS's code where it refused him. */
  readonly #spokenIn = new Map<string, string | undefined>();
  readonly #late: LateArrivals;

  constructor(options: LoaderOptions) {
    this.#options = options;
    this.#late = new LateArrivals(options);
  }

  async send(batch: readonly MessageWire[], options: SendOptions): Promise<readonly Outcome[]> {
    const [first] = batch;
    if (first === undefined) return [];
    const sending = withTurns(options);
    for (const wire of batch) this.#refused.delete(wire);
    await this.#learnTimes(first, sending);
    await this.#letSystemSpeak(batch, sending);
    for (const wire of batch) await this.#upload(wire, sending);
    const at = this.#times.of(batch);
    const body = batch.map((wire, index) => importBody(wire, at[index] ?? wire.sentAt, this.#tokenOf(wire)));
    try {
      const answer = await this.#import(first.conversationId, body, sending);
      this.#times.learn(first.conversationId, standingOf(batch, at));
      const linked = new Set(batch.filter((wire) => wire.file !== undefined && this.#tokenOf(wire) === undefined));
      const outcomes = importedOutcomes(batch, answer, linked);
      this.#know(batch, outcomes);
      return outcomes;
    } catch (error) {
      if (!(error instanceof BatchError)) throw error;
      return await this.#explain(batch, error, sending);
    }
  }

  /** Reads until all is there, or until what is missing has had its time to arrive. */
  async settle(batch: readonly MessageWire[], options: SendOptions): Promise<readonly Outcome[]> {
    const sending = withTurns(options);
    const isAnswered = batch.every((wire) => this.#refused.has(wire));
    const pauseMs = (this.#options.config.settleSeconds * 1_000) / (READINGS - 1);
    let seen = -1;
    for (let reading = 1; ; reading += 1) {
      const found = await this.#find(batch, sending);
      const count = found.filter((message) => message !== undefined).length;
      const isOver = isAnswered || (reading >= READINGS && count === seen);
      if (count === batch.length || isOver) {
        if (!isAnswered) for (const [index, wire] of batch.entries()) if (!found[index]) this.#late.expect(wire);
        const outcomes = settledOutcomes(batch, found);
        this.#know(batch, outcomes);
        return outcomes;
      }
      seen = count;
      await sleep(pauseMs, undefined, { signal: this.#options.signal });
    }
  }

  /** When all is sent: takes out what came twice after all. @throws TransientError, ConfigError */
  async finish(): Promise<void> {
    await this.#late.remove();
  }

  #know(batch: readonly MessageWire[], outcomes: readonly Outcome[]): void {
    for (const [index, wire] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome?.status === "written") this.#late.know(wire, outcome.targetId);
    }
  }

  async #import(conversationId: string, body: unknown, { signal, turn }: Sending): Promise<unknown> {
    await turn();
    const path = `/import${pathOf("conversations", conversationId)}/messages`;
    return (await this.#options.http.send({ method: "POST", path, body, signal })).body;
  }

  async #find(batch: readonly MessageWire[], { turn }: Sending): Promise<readonly (Found | undefined)[]> {
    const since = Math.min(...batch.map(({ sentAt }) => sentAt));
    const conversationId = batch[0]?.conversationId ?? "";
    const found = matched(batch, await readBack(this.#options.http, conversationId, { since, turn }));
    const standing = found.flatMap((message) => (message === undefined ? [] : standsAt(message)));
    if (standing.length > 0) this.#times.learn(conversationId, standing);
    return found;
  }

  /** What an earlier run sent into a conversation decides where the next message of the same time goes. */
  async #learnTimes(wire: MessageWire, { turn }: Sending): Promise<void> {
    const { conversationId, sentAt, isBegun } = wire;
    if (!isBegun || this.#times.knows(conversationId)) return;
    const found = await readBack(this.#options.http, conversationId, { since: sentAt, turn });
    const own = found.filter((message) => isOfSameSource(message, wire)).map(standsAt);
    const before = own.filter((standing) => standing.sentAt <= sentAt);
    this.#times.learn(conversationId, before);
  }

  /** Dialect g1 has no system messages, and TalkJS takes messages of participants only. A pass takes him out again. */
  async #letSystemSpeak(batch: readonly MessageWire[], { signal, turn }: Sending): Promise<void> {
    const wire = batch.find(({ isSystemUser }) => isSystemUser);
    if (wire?.sender === undefined || this.#spokenIn.has(wire.conversationId)) return;
    await turn();
    const path = pathOf("conversations", wire.conversationId, "participants", wire.sender);
    let refusal: string | undefined;
    try {
      await this.#options.http.send({ method: "PUT", path, body: { access: "ReadWrite", notify: false }, signal });
    } catch (error) {
      // Told of each of his messages that the import refuses for it.
      if (!(error instanceof BatchError)) throw error;
      refusal = error.code;
    }
    this.#spokenIn.set(wire.conversationId, refusal);
  }

  async #upload(wire: MessageWire, sending: Sending): Promise<void> {
    if (wire.file === undefined || this.#tokens.has(wire)) return;
    const { http, openFile, logger } = this.#options;
    const token = await uploadFile(wire.file, { http, openFile, sending });
    this.#tokens.set(wire, token);
    if (typeof token === "string") return;
    logger.warn("A file was not taken; its message links it.", { code: token.unavailable });
  }

  #tokenOf(wire: MessageWire): string | undefined {
    const token = this.#tokens.get(wire);
    return typeof token === "string" ? token : undefined;
  }

  /**
   * A refused batch may be so for the authors who do not take part; what came before them may be stored. If that is not
   * why, or the conversation itself is not there, the engine looks for the culprit. @throws BatchError
   */
  async #explain(batch: readonly MessageWire[], error: BatchError, sending: Sending): Promise<readonly Outcome[]> {
    for (const wire of batch) this.#refused.add(wire);
    // A token may have been too old.
    for (const wire of batch) this.#tokens.delete(wire);
    const conversationId = batch[0]?.conversationId ?? "";
    const participants = await this.#participants(conversationId, sending);
    if (participants === undefined) throw error;
    if (batch.every(({ sender }) => sender === undefined || participants.has(sender))) throw error;
    const systemRefusal = this.#spokenIn.get(conversationId);
    return settledOutcomes(batch, await this.#find(batch, sending), { participants, systemRefusal });
  }

  /** Undefined: nobody can tell. */
  async #participants(conversationId: string, { turn }: Sending): Promise<ReadonlySet<string> | undefined> {
    await turn();
    try {
      const body = await this.#options.http.get(pathOf("conversations", conversationId));
      const participants = Participants.safeParse(body).data?.participants;
      return participants ? new Set(Object.keys(participants)) : undefined;
    } catch (error) {
      if (error instanceof BatchError) return undefined;
      throw error;
    }
  }
}

function standingOf(batch: readonly MessageWire[], at: readonly number[]): readonly Standing[] {
  return batch.map(({ sentAt }, index) => ({ sentAt, time: at[index] ?? sentAt }));
}
