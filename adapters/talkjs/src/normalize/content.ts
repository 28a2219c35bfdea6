import { type Entity, joinLines, type Message } from "@chat-etl/model";
import * as z from "zod";
import type { WireMessage } from "../wire.ts";
import { isKnown, type WireBlock, type WireKnownBlock, WireNode } from "../wire-content.ts";
import { fromAttachment, fromFileBlock } from "./attachments.ts";
import { parseMarkup } from "./markup.ts";
import type { Action, RichText } from "./rich-text.ts";
import { readTextTree } from "./text-tree.ts";

type MessageInput = z.input<typeof Message>;

/** What a message says, wherever TalkJS put it. */
export interface Content {
  readonly text: string;
  readonly entities: readonly Entity[];
  readonly actions: readonly Action[];
  readonly attachments: NonNullable<MessageInput["attachments"]>;
  readonly location: MessageInput["location"];
  /** Blocks and coordinates nobody here can read, and places beyond the first: a record holds one. */
  readonly unread: readonly unknown[];
}

/**
 * A message's `content`, all blocks of it, and the older fields for what the blocks do not say. A message has one
 * block today and may have more later; a file's `text` is empty (TalkJS sheet, T20, T21).
 */
export function readContent(message: WireMessage): Content {
  const { texts, files, places, unread } = sortBlocks(message.content ?? []);
  const fromBlocks = joinTexts(texts);
  const { text, entities, actions } = fromBlocks.text === "" ? parseMarkup(message.text ?? "") : fromBlocks;
  const [placed, ...morePlaces] = places;
  const place = readPlace(message, placed);
  return {
    text,
    entities,
    actions,
    attachments:
      files.length === 0 && message.attachment ? [fromAttachment(message.attachment)] : files.map(fromFileBlock),
    location: place.location,
    unread: [...unread, ...place.unread, ...morePlaces],
  };
}

interface Sorted {
  readonly texts: RichText[];
  readonly files: WireKnownBlock[];
  readonly places: WireKnownBlock[];
  readonly unread: WireBlock[];
}

function sortBlocks(blocks: readonly WireBlock[]): Sorted {
  const sorted: Sorted = { texts: [], files: [], places: [], unread: [] };
  for (const block of blocks) {
    const text = textOf(block);
    if (text) sorted.texts.push(text);
    else if (!isKnown(block)) sorted.unread.push(block);
    else (block.type === "file" ? sorted.files : sorted.places).push(block);
  }
  return sorted;
}

function joinTexts(texts: readonly RichText[]): RichText {
  const [only] = texts;
  if (only && texts.length === 1) return only;
  return { ...joinLines(texts), actions: texts.flatMap(({ actions }) => actions) };
}

const TextNodes = z.array(WireNode);

/** The text of a text block, or of a block of a new type that has children or text like one. */
function textOf(block: WireBlock): RichText | undefined {
  if (isKnown(block)) return block.type === "text" ? readTextTree(block.children ?? [block.text ?? ""]) : undefined;
  const children = TextNodes.safeParse(block.children ?? [block.text]);
  return children.success ? readTextTree(children.data) : undefined;
}

interface Place {
  readonly location?: NonNullable<MessageInput["location"]>;
  readonly unread: readonly unknown[];
}

/** The block says which number is which; of the older pair the first is the latitude (TalkJS sheet, T22). */
function readPlace({ location }: WireMessage, block: WireKnownBlock | undefined): Place {
  if (!block && !location) return { unread: [] };
  const [latitude, longitude] = block ? [block.latitude, block.longitude] : (location ?? []);
  if (!isWithin(latitude, 90) || !isWithin(longitude, 180)) return { unread: [block ?? location] };
  return { location: { latitude, longitude }, unread: [] };
}

function isWithin(degrees: number | null | undefined, limit: number): degrees is number {
  return typeof degrees === "number" && Math.abs(degrees) <= limit;
}
