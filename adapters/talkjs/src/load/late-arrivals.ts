import type { HttpClient } from "@chat-etl/io";
import type { Logger } from "@chat-etl/sdk";
import { pathOf } from "../path.ts";
import type { MessageWire } from "../wire-import.ts";
import { isSamePart, readBack } from "./read-back.ts";

/** Messages that are remembered, at most; the oldest are forgotten first. */
const REMEMBERED = 10_000;

/** A run that ends because the app does not answer is not to wait for it again. */
const ATTEMPTS = 2;

/** Reading and deleting here take no turns: what a run gives up on is rare. */
const noTurn = async () => {};

/**
 * Messages that were sent once more because they had not arrived in their time. Should the first sending arrive after
 * all, they are there twice, for TalkJS keeps whatever comes (TalkJS sheet, T1): the one that nobody knows of is deleted.
 */
export class LateArrivals {
  readonly #http: HttpClient;
  readonly #logger: Logger;
  /** With the new id of the second sending, once it is known. */
  readonly #sentAgain = new Map<MessageWire, string | undefined>();

  constructor({ http, logger }: { readonly http: HttpClient; readonly logger: Logger }) {
    this.#http = http;
    this.#logger = logger;
  }

  /** It had not arrived in its time, and will be sent again. */
  expect(wire: MessageWire): void {
    this.#sentAgain.set(wire, undefined);
    const [oldest] = this.#sentAgain.keys();
    if (this.#sentAgain.size > REMEMBERED && oldest !== undefined) this.#sentAgain.delete(oldest);
  }

  /** It is in the conversation under this id. */
  know(wire: MessageWire, id: string | undefined): void {
    if (this.#sentAgain.has(wire)) this.#sentAgain.set(wire, id);
  }

  /** Reads the conversations in question once more, and deletes what is there beside the known one. */
  async remove(): Promise<void> {
    const conversations = Map.groupBy(this.#sentAgain.keys(), ({ conversationId }) => conversationId);
    for (const [conversationId, wires] of conversations) await this.#removeFrom(conversationId, wires);
    this.#sentAgain.clear();
  }

  async #removeFrom(conversationId: string, wires: readonly MessageWire[]): Promise<void> {
    const since = Math.min(...wires.map(({ sentAt }) => sentAt));
    const found = await readBack(this.#http, conversationId, { since, turn: noTurn, attempts: ATTEMPTS });
    for (const wire of wires) {
      // What does not tell its source may be another's of the same id.
      const ours = found.filter(({ custom }) => custom?.source === wire.custom.source);
      const copies = ours.filter((message) => isSamePart(message, wire));
      const known = this.#sentAgain.get(wire);
      // Nothing is deleted unless the one that counts is there.
      if (known === undefined || !copies.some(({ id }) => id === known)) continue;
      for (const { id } of copies) if (id !== known) await this.#delete(conversationId, id);
    }
  }

  async #delete(conversationId: string, messageId: string): Promise<void> {
    await this.#http.send({ method: "DELETE", path: pathOf("conversations", conversationId, "messages", messageId) });
    this.#logger.warn("A message had arrived late, after it was sent again; its second copy is deleted.", {
      message: messageId,
    });
  }
}
