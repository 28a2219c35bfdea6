import { JsonObject } from "@chat-etl/model";
import * as z from "zod";

/**
 * How deep a text tree may nest. TalkJS's own markup nests five deep at most; a deeper tree is refused before it
 * can exhaust the stack.
 */
const TREE_DEPTH = 100;

/** A piece of text: a plain string, or a node. TalkJS sheet, section 8.3. */
export type WireNode = string | WireTextNode;

/** Of the types known, each uses some of these fields. Types that are not known have `children` or `text` too. */
export interface WireTextNode {
  readonly type: string;
  readonly children?: readonly WireNode[] | null | undefined;
  readonly text?: string | null | undefined;
  /** Of `link` and `autoLink`. */
  readonly url?: string | null | undefined;
  /** The user's, of `mention`. */
  readonly id?: string | null | undefined;
  /** The name of an `actionLink` or `actionButton`. */
  readonly action?: string | null | undefined;
  readonly params?: JsonObject | null | undefined;
}

const text = z.string().nullish();

/** Recursive by a function: a lazy schema would keep every schema around it from being compiled. */
export const WireNode: z.ZodType<WireNode> = z.custom<WireNode>(
  (value) => typeof value === "string" || WireTextNode.safeParse(value).success,
  "must be text, or a node of a known shape",
);

const WireTextNode = z.looseObject({
  type: z.string(),
  children: z.array(WireNode).nullish(),
  text,
  url: text,
  id: text,
  action: text,
  params: JsonObject.nullish(),
});

/** The blocks TalkJS documents, each by itself: most messages are text, and their check is short. Sheet, section 8.3. */
const WireTextBlock = z.looseObject({ type: z.literal("text"), children: z.array(WireNode).nullish(), text });
export type WireTextBlock = z.output<typeof WireTextBlock>;

const WireFileBlock = z.looseObject({
  type: z.literal("file"),
  url: text,
  /** Bytes. */
  size: z.number().nullish(),
  filename: text,
  /** `image`, `video`, `audio`, `voice`. */
  subtype: text,
  /** Pixels. */
  width: z.number().nullish(),
  height: z.number().nullish(),
  /** Seconds. */
  duration: z.number().nullish(),
});
export type WireFileBlock = z.output<typeof WireFileBlock>;

const WirePlaceBlock = z.looseObject({
  type: z.literal("location"),
  latitude: z.number().nullish(),
  longitude: z.number().nullish(),
});
export type WirePlaceBlock = z.output<typeof WirePlaceBlock>;

const KNOWN: ReadonlySet<string> = new Set(["text", "file", "location"]);

/** A block of a type to come. */
const WireNewBlock = z.looseObject({ type: z.string().refine((type) => !KNOWN.has(type)) });
export type WireNewBlock = z.output<typeof WireNewBlock>;

/** One block of a message's `content`. One per message today, more are announced (TalkJS sheet, T21). */
export const WireBlock = z
  .unknown()
  .refine((value) => isShallow(value), "the content is nested too deeply")
  .pipe(z.union([WireTextBlock, WireFileBlock, WirePlaceBlock, WireNewBlock]));
export type WireBlock = WireTextBlock | WireFileBlock | WirePlaceBlock | WireNewBlock;

export function isTextBlock(block: WireBlock): block is WireTextBlock {
  return block.type === "text";
}

export function isFileBlock(block: WireBlock): block is WireFileBlock {
  return block.type === "file";
}

export function isPlaceBlock(block: WireBlock): block is WirePlaceBlock {
  return block.type === "location";
}

/** Looks no deeper than it allows, so the very check cannot exhaust the stack. */
function isShallow(value: unknown, depth = 0): boolean {
  if (depth > 2 * TREE_DEPTH) return false;
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every((item) => isShallow(item, depth + 1));
}
