import * as z from "zod";
import { EpochMs, Id } from "./primitives.ts";

/** Where an entity lies in its message's `text`: UTF-16 offsets, `end` exclusive. */
const range = { start: z.int().nonnegative(), end: z.int().positive() };

const plain = <T extends string>(type: T) => z.object({ type: z.literal(type), ...range });

/**
 * A marked range of a message's plain text, as Telegram does it. Ranges may nest.
 * A sink that knows no markup sends the text as it is.
 */
export const Entity = z.discriminatedUnion("type", [
  plain("bold"),
  plain("italic"),
  plain("underline"),
  plain("strike"),
  plain("code"),
  plain("quote"),
  plain("spoiler"),
  z.object({ type: z.literal("pre"), ...range, language: z.string().optional() }),
  z.object({ type: z.literal("list_item"), ...range, ordered: z.boolean(), depth: z.int().nonnegative() }),
  z.object({ type: z.literal("heading"), ...range, level: z.int().min(1).max(6) }),
  z.object({ type: z.literal("link"), ...range, url: z.string().min(1) }),
  z.object({ type: z.literal("user_mention"), ...range, userId: Id }),
  z.object({ type: z.literal("conversation_mention"), ...range, conversationId: Id }),
  z.object({ type: z.literal("broadcast_mention"), ...range, to: z.enum(["here", "everyone"]) }),
  /** `name` is without colons. */
  z.object({ type: z.literal("custom_emoji"), ...range, name: z.string().min(1) }),
  z.object({ type: z.literal("date"), ...range, at: EpochMs }),
]);
export type Entity = z.output<typeof Entity>;

/** How one sink writes text: what stands between entities, and what an entity makes of its rendered inside. */
export interface TextRenderer {
  plain(text: string): string;
  entity(entity: Entity, inner: string): string;
}

/** As `TextRenderer`, for whatever text is made of: nodes of a tree. */
export interface PartsRenderer<Part> {
  plain(text: string): readonly Part[];
  entity(entity: Entity, inner: readonly Part[]): readonly Part[];
}

/** Renders text with its entities, the inner ones first. An entity that crosses its parent's end is cut there in two. */
export function renderText(text: string, entities: readonly Entity[], renderer: TextRenderer): string {
  const parts = renderParts<string>(text, entities, {
    plain: (plain) => [renderer.plain(plain)],
    entity: (entity, inner) => [renderer.entity(entity, inner.join(""))],
  });
  return parts.join("");
}

/** As `renderText`, into parts. */
export function renderParts<Part>(
  text: string,
  entities: readonly Entity[],
  renderer: PartsRenderer<Part>,
): readonly Part[] {
  const sorted = [...entities].sort((a, b) => a.start - b.start || b.end - a.end);
  return renderRange(text, { start: 0, end: text.length }, sorted, renderer);
}

function renderRange<Part>(
  text: string,
  range: { readonly start: number; readonly end: number },
  sorted: readonly Entity[],
  renderer: PartsRenderer<Part>,
): readonly Part[] {
  const out: Part[] = [];
  let at = range.start;
  let queue = sorted;
  while (queue.length > 0) {
    const [entity, ...rest] = queue;
    if (entity === undefined) break;
    const inside = rest.filter((other) => other.start < entity.end);
    if (entity.start > at) out.push(...renderer.plain(text.slice(at, entity.start)));
    const children = inside.map((child) => (child.end > entity.end ? { ...child, end: entity.end } : child));
    out.push(...renderer.entity(entity, renderRange(text, entity, children, renderer)));
    at = entity.end;
    const crossing = inside.filter((child) => child.end > entity.end).map((child) => ({ ...child, start: entity.end }));
    queue = [...crossing, ...rest.slice(inside.length)].sort((a, b) => a.start - b.start || b.end - a.end);
  }
  if (at < range.end) out.push(...renderer.plain(text.slice(at, range.end)));
  return out;
}
