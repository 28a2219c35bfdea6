import { type Entity, joinLines, type Message } from "@chat-etl/model";
import * as z from "zod";
import type { WireMessage } from "../wire.ts";
import {
  isFileBlock,
  isPlaceBlock,
  isTextBlock,
  type WireBlock,
  type WireFileBlock,
  type WireNewBlock,
  WireNode,
  type WirePlaceBlock,
} from "../wire-content.ts";
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
  readonly files: WireFileBlock[];
  readonly places: WirePlaceBlock[];
  readonly unread: WireBlock[];
}

function sortBlocks(blocks: readonly WireBlock[]): Sorted {
  const sorted: Sorted = { texts: [], files: [], places: [], unread: [] };
  for (const block of blocks) {
    if (isTextBlock(block)) sorted.texts.push(readTextTree(block.children ?? [block.text ?? ""]));
    else if (isFileBlock(block)) sorted.files.push(block);
    else if (isPlaceBlock(block)) sorted.places.push(block);
    else sortNewBlock(block, sorted);
  }
  return sorted;
}

/** A block of a new type says something if it has children or text like a text block. */
function sortNewBlock(block: WireNewBlock, { texts, unread }: Sorted): void {
  const children = TextNodes.safeParse(block.children ?? [block.text]);
  if (children.success) texts.push(readTextTree(children.data));
  else unread.push(block);
}

function joinTexts(texts: readonly RichText[]): RichText {
  const [only] = texts;
  if (only && texts.length === 1) return only;
  return { ...joinLines(texts), actions: texts.flatMap(({ actions }) => actions) };
}

const TextNodes = z.array(WireNode);

interface Place {
  readonly location?: NonNullable<MessageInput["location"]>;
  readonly unread: readonly unknown[];
}

/** The block says which number is which; of the older pair the first is the latitude (TalkJS sheet, T22). */
function readPlace({ location }: WireMessage, block: WirePlaceBlock | undefined): Place {
  if (!block && !location) return { unread: [] };
  const [latitude, longitude] = block ? [block.latitude, block.longitude] : (location ?? []);
  if (!isWithin(latitude, 90) || !isWithin(longitude, 180)) return { unread: [block ?? location] };
  return { location: { latitude, longitude }, unread: [] };
}

function isWithin(degrees: number | null | undefined, limit: number): degrees is number {
  return typeof degrees === "number" && Math.abs(degrees) <= limit;
}
