import type { Removable, Removed } from "@chat-etl/sdk";
import * as z from "zod";
import { pathOf } from "../passes/call.ts";
import { findMessage, findReply } from "../passes/find-message.ts";
import type { WireMessage } from "../wire.ts";
import { type Asking, kept, REMOVED, read, remove } from "./ask.ts";

const Id = z.union([z.string(), z.number()]).transform(String);
/** What tells whose a message is. */
const Row = z.looseObject({
  id: Id,
  parentId: Id.nullish(),
  data: z.looseObject({ metadata: z.looseObject({}).optional() }).optional(),
});
type Row = z.output<typeof Row>;
const Rows = z.object({
  data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown()).transform(Object.values)]),
});

/** Most rows of one page (4.3), and how many are remembered. */
const PAGE = 1_000;
const REMEMBERED = 20_000;

/**
 * Deletes messages for good, all their parts. Before, each is read back: an id may be another message's in an app that
 * was emptied meanwhile. Neighbours are read together, for ids follow each other as the load did.
 */
export class MessageRemover {
  readonly #rows = new Map<string, Row>();

  async remove(asking: Asking, { wires, targetId }: Removable<WireMessage>): Promise<Removed> {
    const [first, ...others] = wires;
    if (first === undefined) return kept("no-mark");
    const id = targetId ?? (await this.#find(asking, first));
    const row = id === undefined ? undefined : await this.#read(asking, id);
    if (row !== undefined && !isOurs(row, first)) return kept("no-mark");
    for (const part of others) {
      const partId = await this.#findPart(asking, part, row);
      const removed = partId === undefined ? REMOVED : await removeOne(asking, partId);
      if (removed.status === "kept") return removed;
    }
    return row === undefined ? REMOVED : await removeOne(asking, row.id);
  }

  /** A row by its id, with those before it. Missing: it is not there. */
  async #read(asking: Asking, id: string): Promise<Row | undefined> {
    const known = this.#rows.get(id);
    if (known !== undefined) return known;
    if (/^\d+$/.test(id)) {
      const behind = String(BigInt(id) + 1n);
      const query = { affix: "prepend", id: behind, limit: String(PAGE), categories: "message,custom" };
      this.#remember(await read(asking, "/messages", query));
    }
    return this.#rows.get(id) ?? rowOf(await read(asking, pathOf("messages", id)));
  }

  #remember(body: unknown): void {
    const rows = Rows.safeParse(body).data?.data ?? [];
    if (this.#rows.size > REMEMBERED) this.#rows.clear();
    for (const row of rows) {
      const { data } = Row.safeParse(row);
      if (data) this.#rows.set(data.id, data);
    }
  }

  async #find({ http, turn }: Asking, { sender, receiver, receiverType, sentAt, data }: WireMessage) {
    await turn();
    const { sourceId, part } = data.metadata;
    return await findMessage(http, { sourceId: String(sourceId), part, sender, receiver, receiverType, sentAt });
  }

  /** A part behind the first one: among its neighbours in time, or in the thread that a pass brought it into. */
  async #findPart(asking: Asking, part: WireMessage, first: Row | undefined): Promise<string | undefined> {
    const parentId = first?.parentId;
    if (parentId === undefined || parentId === null) return await this.#find(asking, part);
    await asking.turn();
    const { metadata } = part.data;
    return await findReply(asking.http, parentId, { sourceId: String(metadata.sourceId), part: metadata.part });
  }
}

async function removeOne(asking: Asking, id: string): Promise<Removed> {
  return await remove(asking, pathOf("messages", id), { permanent: true });
}

/** What the load put into each message's metadata. The muid is not told by lists. */
const MARKS = ["sourceId", "sourceConversationId", "sentAtMs"] as const;

function isOurs({ data }: Row, wire: WireMessage): boolean {
  const { metadata } = wire.data;
  return metadata.sourceId !== undefined && MARKS.every((mark) => data?.metadata?.[mark] === metadata[mark]);
}

function rowOf(body: unknown): Row | undefined {
  return body === undefined ? undefined : z.object({ data: Row }).parse(body).data;
}
