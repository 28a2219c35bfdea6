import { setTimeout as sleep } from "node:timers/promises";
import type { HttpClient } from "@chat-etl/io";
import { BatchError, type Logger, type Outcome, type SendOptions } from "@chat-etl/sdk";
import * as z from "zod";
import { pathOf } from "../path.ts";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import type { MessageWire } from "../wire-import.ts";
import { importBody } from "./import-body.ts";
import { importedOutcomes, settledOutcomes } from "./message-outcomes.ts";
import { MessageTimes } from "./message-times.ts";
import { type Found, matched, readBack } from "./read-back.ts";
import { type Sending, withTurns } from "./turns.ts";
import { type Unavailable, uploadFile } from "./upload.ts";

const Participants = z.object({ participants: z.record(z.string(), z.unknown()).nullish() });

/** A batch without an answer is read so often, at the least, before what is missing counts as not arrived. */
const READINGS = 3;

export interface LoaderOptions {
  readonly http: HttpClient;
  readonly config: TalkjsSinkConfig;
  readonly logger: Logger;
  /** Aborted when the run must end at once. */
  readonly signal: AbortSignal;
  /** Nothing was sent before this run: what a conversation holds of ours, this process has sent. */
  readonly isFirst: boolean;
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
  /** Conversations that the system's user was brought into. */
  readonly #spokenIn = new Set<string>();

  constructor(options: LoaderOptions) {
    this.#options = options;
  }

  async send(batch: readonly MessageWire[], options: SendOptions): Promise<readonly Outcome[]> {
    const [first] = batch;
    if (first === undefined) return [];
    const sending = withTurns(options);
    await this.#learnTimes(first, sending);
    await this.#letSystemSpeak(batch, sending);
    for (const wire of batch) await this.#upload(wire, sending);
    const at = this.#times.of(batch);
    const body = batch.map((wire, index) => importBody(wire, at[index] ?? wire.sentAt, this.#tokenOf(wire)));
    try {
      const answer = await this.#import(first.conversationId, body, sending);
      this.#times.learn(first.conversationId, at.at(-1));
      const linked = new Set(batch.filter((wire) => wire.file !== undefined && this.#tokenOf(wire) === undefined));
      return importedOutcomes(batch, answer, linked);
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
      if (count === batch.length || isOver) return settledOutcomes(batch, found);
      seen = count;
      await sleep(pauseMs, undefined, { signal: this.#options.signal });
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
    const times = found.flatMap((message) => message?.createdAt ?? []);
    if (times.length > 0) this.#times.learn(conversationId, Math.max(...times));
    return found;
  }

  /** What an earlier run sent into a conversation decides where the next message of the same time goes. */
  async #learnTimes({ conversationId, sentAt, mayBeFirst }: MessageWire, { turn }: Sending): Promise<void> {
    if (this.#options.isFirst || mayBeFirst || this.#times.knows(conversationId)) return;
    const found = await readBack(this.#options.http, conversationId, { since: sentAt, turn });
    const own = found.filter(({ custom }) => custom?.sourceId !== undefined).map(({ createdAt }) => createdAt);
    this.#times.learn(conversationId, own.length === 0 ? undefined : Math.max(...own));
  }

  /** Dialect g1 has no system messages, and TalkJS takes messages of participants only. A pass takes him out again. */
  async #letSystemSpeak(batch: readonly MessageWire[], { signal, turn }: Sending): Promise<void> {
    const wire = batch.find(({ isSystemUser }) => isSystemUser);
    if (wire?.sender === undefined || this.#spokenIn.has(wire.conversationId)) return;
    await turn();
    const path = pathOf("conversations", wire.conversationId, "participants", wire.sender);
    try {
      await this.#options.http.send({ method: "PUT", path, body: { access: "ReadWrite", notify: false }, signal });
    } catch (error) {
      // No room for him: the import will say so, message by message.
      if (!(error instanceof BatchError)) throw error;
    }
    this.#spokenIn.add(wire.conversationId);
  }

  async #upload(wire: MessageWire, sending: Sending): Promise<void> {
    if (wire.file === undefined || this.#tokens.has(wire)) return;
    const { http, config, logger } = this.#options;
    const token = await uploadFile(wire.file, { http, config, sending });
    this.#tokens.set(wire, token);
    if (typeof token === "string") return;
    logger.warn("A file could not be copied; its message links it.", { code: token.unavailable });
  }

  #tokenOf(wire: MessageWire): string | undefined {
    const token = this.#tokens.get(wire);
    return typeof token === "string" ? token : undefined;
  }

  /**
   * A refused batch may be so for the authors who do not take part; what came before them may be stored. If that is not
   * why, the engine looks for the culprit. @throws BatchError
   */
  async #explain(batch: readonly MessageWire[], error: BatchError, sending: Sending): Promise<readonly Outcome[]> {
    for (const wire of batch) this.#refused.add(wire);
    // A token may have been too old.
    for (const wire of batch) this.#tokens.delete(wire);
    const participants = await this.#participants(batch[0]?.conversationId ?? "", sending);
    if (batch.every(({ sender }) => sender === undefined || participants.has(sender))) throw error;
    return settledOutcomes(batch, await this.#find(batch, sending), participants);
  }

  async #participants(conversationId: string, { turn }: Sending): Promise<ReadonlySet<string>> {
    await turn();
    try {
      const body = await this.#options.http.get(pathOf("conversations", conversationId));
      return new Set(Object.keys(Participants.parse(body).participants ?? {}));
    } catch (error) {
      if (error instanceof BatchError) return new Set();
      throw error;
    }
  }
}
