import type { ShownAttachment, ShownMessage, TextPart } from "@chat-etl/sandbox";
import * as z from "zod";
import type { MessageRow } from "../state/arrived.ts";

/** What is shown of a stored message. What is not as expected is left among the details. */
const Stored = z.looseObject({
  sender: z.string(),
  category: z.string(),
  type: z.string(),
  sentAt: z.number(),
  editedAt: z.number().optional().catch(undefined),
  deletedAt: z.number().optional().catch(undefined),
  data: z.looseObject({}).catch({}),
});

const Text = z.string().catch("");
const Custom = z.record(z.string(), z.unknown()).catch({});
const Attachments = z
  .array(
    z.object({
      name: z.string(),
      url: z.string(),
      mimeType: z.string().optional().catch(undefined),
      /** Bytes. */
      size: z.coerce.number().nonnegative().optional().catch(undefined),
    }),
  )
  .catch([]);
const Reactions = z.array(z.object({ reaction: z.string(), count: z.number() }));

/** What an action row tells of: who or what it was done to. */
const Entities = z
  .object({ on: z.object({ entity: z.object({ name: z.string().optional(), id: z.string().optional() }) }).optional() })
  .catch({});

const MENTION = /<@(uid|all):([^>]*)>/g;

/** @param nameOf the name of the user with this uid */
export function shownMessage({ id, entity, reactions }: MessageRow, nameOf: (uid: string) => string): ShownMessage {
  const { sender, category, type, sentAt, editedAt, deletedAt, data, ...more } = Stored.parse(JSON.parse(entity));
  const { text, attachments, customData, action, entities, ...rest } = data;
  return {
    id: String(id),
    author: { id: sender, name: nameOf(sender) },
    sentAt: sentAt * 1000,
    editedAt: editedAt && editedAt * 1000,
    deletedAt: deletedAt && deletedAt * 1000,
    label: category === "message" ? undefined : `${category}: ${type}`,
    text: [
      ...partsOf(Text.parse(text), nameOf),
      ...customParts(Custom.parse(customData)),
      ...actionParts(Text.parse(action), entities),
    ],
    attachments: Attachments.parse(attachments).map(shownAttachment),
    reactions: Reactions.parse(JSON.parse(reactions)).map(({ reaction, count }) => ({ emoji: reaction, count })),
    details: detailsOf({ type, ...rest, ...more }),
  };
}

function partsOf(text: string, nameOf: (uid: string) => string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(MENTION)) {
    const [token, kind, id = ""] = match;
    parts.push(text.slice(end, match.index), { mention: kind === "uid" ? nameOf(id) : id });
    end = match.index + token.length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== "");
}

/** What a custom message says: its text, and each plain value in a line of its own. */
function customParts(customData: Readonly<Record<string, unknown>>): readonly TextPart[] {
  const { text, ...others } = customData;
  const lines = Object.entries(others).map(
    ([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`,
  );
  const shown = typeof text === "string" ? [text, ...lines] : lines;
  return shown.length === 0 ? [] : [shown.join("\n")];
}

/** `added: Bob`, `deleted: message 12`. */
function actionParts(action: string, entities: unknown): readonly TextPart[] {
  if (action === "") return [];
  const { name, id } = Entities.parse(entities).on?.entity ?? {};
  const what = name ?? (id === undefined ? undefined : `message ${id}`);
  return [what === undefined ? action : `${action}: ${what}`];
}

function shownAttachment({ name, url, mimeType, size }: z.output<typeof Attachments>[number]): ShownAttachment {
  return { name, url, mimeType, sizeBytes: size };
}

/** Fields that the page tells elsewhere, or that say nothing about this message. */
const TOLD = ["conversationId", "receiver", "receiverType", "updatedAt"];

function detailsOf(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept = Object.entries(fields).filter(([name, value]) => {
    const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
    return !TOLD.includes(name) && !isEmpty;
  });
  return Object.fromEntries(kept);
}
