import type { JsonObject, Message } from "@chat-etl/model";
import { NAME_CHARS } from "../limits.ts";
import { isBlank } from "./fit.ts";

/** A message of an app's own type: what CometChat knows as category `custom`. */
export interface CustomContent {
  readonly type: string;
  readonly data: JsonObject;
}

/**
 * The own type and data of a message that was read from CometChat: of a custom one, or of a category that cannot be
 * imported and shows nothing else. Missing: it is carried by what it shows.
 */
export function customContentOf(
  { type, extra }: Message,
  { showsMore }: { readonly showsMore: boolean },
): CustomContent | undefined {
  if (type === "custom") return contentFrom(extra.customType, extra.customData ?? {});
  const hasData = isObject(extra.data) && Object.keys(extra.data).length > 0;
  return type === "unsupported" && hasData && !showsMore ? contentFrom(extra.wireType, extra.data) : undefined;
}

/** What stood beside the coordinates of a place. Missing: that stays with what only the source knows. */
export function placeDataOf(
  { type, extra }: Message,
  { showsMore }: { readonly showsMore: boolean },
): JsonObject | undefined {
  const { customData } = extra;
  if (type !== "location" || showsMore || !isObject(customData)) return undefined;
  const isBeside = Object.keys(customData).length > 0 && !("latitude" in customData || "longitude" in customData);
  return isBeside ? customData : undefined;
}

/** What is left of `extra` when own data of such a kind goes its own way: the rest, and a `null`, which has no way. */
export function extraBeside(extra: JsonObject, sent: SentData): JsonObject {
  return Object.fromEntries(
    Object.entries(extra).filter(([name, value]) => value === null || !SENT[sent].includes(name)),
  );
}

export type SentData = "custom" | "unsupported" | "place" | "none";
const SENT: Readonly<Record<SentData, readonly string[]>> = {
  custom: ["customType", "customData"],
  unsupported: ["wireType", "data"],
  place: ["customData"],
  none: [],
};

/** A type is a short word, and data an object (T30). */
function contentFrom(type: unknown, data: unknown): CustomContent | undefined {
  if (typeof type !== "string" || isBlank(type) || type.length > NAME_CHARS || !isObject(data)) return undefined;
  return { type, data };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
