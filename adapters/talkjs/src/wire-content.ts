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

const KNOWN_TYPES = ["text", "file", "location"] as const;
const KNOWN: ReadonlySet<string> = new Set(KNOWN_TYPES);

/** A block of a type TalkJS documents. TalkJS sheet, section 8.3. */
const WireKnownBlock = z.looseObject({
  type: z.enum(KNOWN_TYPES),
  /** Of `text`. */
  children: z.array(WireNode).nullish(),
  text,
  /** Of `file`: `size` in bytes, `duration` in seconds, the others in pixels. */
  url: text,
  size: z.number().nullish(),
  filename: text,
  /** `image`, `video`, `audio`, `voice`. */
  subtype: text,
  width: z.number().nullish(),
  height: z.number().nullish(),
  duration: z.number().nullish(),
  /** Of `location`. */
  latitude: z.number().nullish(),
  longitude: z.number().nullish(),
});
export type WireKnownBlock = z.output<typeof WireKnownBlock>;

/** A block of a type to come. */
const WireNewBlock = z.looseObject({ type: z.string().refine((type) => !isKnownType(type)) });
export type WireNewBlock = z.output<typeof WireNewBlock>;

/** One block of a message's `content`. One per message today, more are announced (TalkJS sheet, T21). */
export const WireBlock = z
  .unknown()
  .refine((value) => isShallow(value), "the content is nested too deeply")
  .pipe(z.union([WireKnownBlock, WireNewBlock]));
export type WireBlock = WireKnownBlock | WireNewBlock;

/** Tells the two apart. */
export function isKnown(block: WireBlock): block is WireKnownBlock {
  return isKnownType(block.type);
}

function isKnownType(type: string): boolean {
  return KNOWN.has(type);
}

/** Looks no deeper than it allows, so the very check cannot exhaust the stack. */
function isShallow(value: unknown, depth = 0): boolean {
  if (depth > 2 * TREE_DEPTH) return false;
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every((item) => isShallow(item, depth + 1));
}
