import type { JsonObject, Message } from "@chat-etl/model";
import { DATA_BYTES, METADATA_BYTES } from "../limits.ts";
import type { WireData, WireMessage } from "../wire.ts";
import { type FittedFile, typeOf } from "./attachments.ts";
import type { CustomContent } from "./custom-content.ts";
import { cutText, isBlank } from "./fit.ts";
import { fitMetadata, keepFitting, type MetadataParts } from "./fit-metadata.ts";
import { jsonBytes } from "./json.ts";
import type { Lost } from "./losses.ts";
import { type Room, splitText, textBytes } from "./split-text.ts";

export type Body = Pick<WireMessage, "category" | "type" | "data">;

/** What a message says, ready to be cut into bodies. */
export interface MessageContent {
  readonly text: string;
  readonly files: readonly FittedFile[];
  /** The place it tells of, with what stood beside the coordinates. */
  readonly place: { readonly location: NonNullable<Message["location"]>; readonly data: JsonObject } | undefined;
  /** Set for system messages, which become custom ones. */
  readonly system: { readonly event: string | undefined } | undefined;
  /** Set for messages of an own type. */
  readonly custom: CustomContent | undefined;
  readonly metadata: MetadataParts;
}

/** A body before its metadata is added. */
type Draft = Omit<Body, "data"> & { readonly data: Omit<WireData, "metadata"> };

/** The least text that stands beside attachments in the first body. */
const TEXT_BYTES_BESIDE_FILES = 900;
/** Metadata of each further body: where it comes from, and its place in time. */
const PART_METADATA_BYTES = 1_000;
/** Keys, quotes and braces around text, attachments and metadata in `data`. */
const FRAME_BYTES = 80;
/** Longest name of an event inside a system message; the whole one is in metadata. */
const EVENT_CHARS = 100;

/**
 * The bodies that carry a message, each with `data` within the limit: usually one, none if there is nothing to show.
 * Metadata and the first attachments stand in the first; what does not fit follows (T26).
 */
export function bodiesOf(content: MessageContent, lost: Lost): readonly Body[] {
  const metadata = fitMetadata(content.metadata, metadataRoom(content), lost);
  const room = {
    first: DATA_BYTES - FRAME_BYTES - jsonBytes(metadata),
    rest: DATA_BYTES - FRAME_BYTES - PART_METADATA_BYTES,
  };
  const drafts = draftsFor(content, room, lost);
  const roomForPlace = drafts.length === 0 ? room.first : room.rest;
  return [...drafts, ...placeDrafts(content, roomForPlace, lost)].map((draft, index) => ({
    ...draft,
    data: { ...draft.data, metadata: index === 0 ? metadata : partMetadata(content, index) },
  }));
}

function draftsFor(content: MessageContent, room: Room, lost: Lost): readonly Draft[] {
  if (content.custom) return customDrafts(content.custom, content, room, lost);
  return content.system ? systemDrafts(content, room, lost) : ordinaryDrafts(content, room, lost);
}

/** Metadata is trimmed only when it is large and there is more to say beside it. */
function metadataRoom({ text, files, place, system, custom }: MessageContent): number {
  const own = jsonBytes(custom?.data ?? {}) + jsonBytes(place?.data ?? {});
  const beside = textBytes(text) + filesBytes(files) + (system ? eventBytes(system.event) : 0) + own;
  return Math.max(METADATA_BYTES, DATA_BYTES - 2 * FRAME_BYTES - beside);
}

function partMetadata({ metadata }: MessageContent, index: number): WireData["metadata"] {
  const { sourceId, sentAtMs, sentAtIsMoved, rank } = metadata.own;
  const own = { part: index + 1, sourceId, sentAtMs, sentAtIsMoved, rank };
  return fitMetadata({ own }, PART_METADATA_BYTES, new Set());
}

/** Text with the first attachments, further text, further attachments. */
function ordinaryDrafts({ text, files }: MessageContent, room: Room, lost: Lost): readonly Draft[] {
  const beside = Math.min(textBytes(text), TEXT_BYTES_BESIDE_FILES);
  const [head = [], ...groups] = groupFiles(files, { ...room, first: room.first - beside });
  const [caption, ...texts] = textPieces(text, { ...room, first: room.first - filesBytes(head) }, lost);
  if (groups.length > 0) lost.add("attachment-split");
  return [
    ...(head.length > 0 ? [mediaDraft(head, caption)] : textDrafts(caption)),
    ...texts.flatMap(textDrafts),
    ...groups.map((group) => mediaDraft(group)),
  ];
}

/** Text and event as custom messages; attachments as ordinary ones behind them. */
function systemDrafts({ text, files, system }: MessageContent, room: Room, lost: Lost): readonly Draft[] {
  const event = system?.event === undefined ? undefined : cutText(system.event, EVENT_CHARS);
  const free = { first: room.first - eventBytes(event), rest: room.rest - eventBytes(event) };
  const pieces = textPieces(text, free, lost);
  const named = event === undefined ? {} : { event };
  const custom =
    pieces.length === 0 && event !== undefined ? [named] : pieces.map((piece) => ({ text: piece, ...named }));
  if (custom.length > 0) lost.add("system-custom");
  return [
    ...custom.map((customData) => customDraft("system", customData)),
    ...mediaDrafts(files, { room, isBehind: custom.length > 0, lost }),
  ];
}

/** Own data with text beside it; what does not fit of the text, and attachments, as ordinary messages behind. */
function customDrafts(
  { type, data }: CustomContent,
  { text, files }: MessageContent,
  room: Room,
  lost: Lost,
): readonly Draft[] {
  const beside = Math.min(textBytes(text), TEXT_BYTES_BESIDE_FILES);
  const customData = fitData(data, room.first - beside, lost);
  const pieces = textPieces(text, { ...room, first: room.first - jsonBytes(customData) }, lost);
  const [caption, ...texts] = pieces;
  return [
    { category: "custom", type, data: { text: caption, customData } },
    ...texts.flatMap(textDrafts),
    ...mediaDrafts(files, { room, isBehind: true, lost }),
  ];
}

/** An app's own data as far as it fits, a field whole or not at all. */
function fitData(data: JsonObject, free: number, lost: Lost): JsonObject {
  return Object.fromEntries(keepFitting(Object.entries(data), free - 2, { code: "custom-data", lost }).kept);
}

/** Files in messages of their own. */
function mediaDrafts(
  files: readonly FittedFile[],
  { room, isBehind, lost }: { readonly room: Room; readonly isBehind: boolean; readonly lost: Lost },
): readonly Draft[] {
  const groups = groupFiles(files, { ...room, first: Math.min(room.first, room.rest) });
  if (groups.length > 1 || (isBehind && groups.length > 0)) lost.add("attachment-split");
  return groups.map((group) => mediaDraft(group));
}

function placeDrafts({ place }: MessageContent, free: number, lost: Lost): readonly Draft[] {
  if (place === undefined) return [];
  lost.add("location-custom");
  const data = fitData(place.data, free - jsonBytes(place.location), lost);
  return [customDraft("location", { ...data, ...place.location })];
}

/** A piece that shows nothing would poison its whole request (T25), so it is left out. */
function textPieces(text: string, room: Room, lost: Lost): readonly string[] {
  const pieces = splitText(text, room);
  const begins = pieces.findIndex((piece) => !isBlank(piece));
  if (begins > 0) {
    // Cut anew: what is the first piece now was cut for a part with less metadata beside it.
    lost.add("blank-stretch");
    return textPieces(pieces.slice(begins).join(""), room, lost);
  }
  const shown = pieces.filter((piece) => !isBlank(piece));
  if (shown.length < pieces.length && shown.length > 0) lost.add("blank-stretch");
  if (shown.length > 1) lost.add("text-split");
  return shown;
}

/** Files in their order, as many together as fit. */
function groupFiles(files: readonly FittedFile[], room: Room): readonly (readonly FittedFile[])[] {
  const groups: FittedFile[][] = [];
  for (const file of files) {
    const last = groups.at(-1);
    const free = groups.length === 1 ? room.first : room.rest;
    if (last !== undefined && filesBytes([...last, file]) <= free) last.push(file);
    else groups.push([file]);
  }
  return groups;
}

function mediaDraft(files: readonly FittedFile[], text?: string): Draft {
  return { category: "message", type: typeOf(files), data: { text, attachments: files.map(({ wire }) => wire) } };
}

function textDrafts(text: string | undefined): readonly Draft[] {
  return text === undefined ? [] : [{ category: "message", type: "text", data: { text } }];
}

function customDraft(type: string, customData: JsonObject): Draft {
  return { category: "custom", type, data: { customData } };
}

function filesBytes(files: readonly FittedFile[]): number {
  return files.reduce((bytes, { wire }) => bytes + jsonBytes(wire) + 1, 0);
}

function eventBytes(event: string | undefined): number {
  return event === undefined ? 0 : textBytes(cutText(event, EVENT_CHARS));
}
