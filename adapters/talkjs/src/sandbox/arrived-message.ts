import type { ShownAttachment, ShownMessage, TextPart } from "@chat-etl/sandbox";
import type { Block, MarkedNode, TextNode } from "./shapes.ts";
import type { StoredMessage } from "./state/messages.ts";
import { withOrigin } from "./views.ts";

export interface MessageContext {
  /** The name of the user with this id. */
  readonly userName: (id: string) => string;
  /** Where the sandbox's own files are served. */
  readonly origin: string;
}

const SYSTEM = { id: "system", name: "System" };

/** A message as people read it. System messages and places are labelled. */
export function shownMessage(message: StoredMessage, { userName, origin }: MessageContext): ShownMessage {
  const { id, senderId, createdAt, editedAt, reactions } = message;
  return {
    id,
    author: senderId === null ? SYSTEM : { id: senderId, name: userName(senderId) },
    sentAt: createdAt,
    editedAt: editedAt ?? undefined,
    label: labelOf(message),
    text: textOf(message),
    attachments: attachmentsOf(message, origin),
    reactions: Object.entries(reactions).map(([emoji, { count }]) => ({ emoji, count })),
    details: detailsOf(message),
  };
}

function labelOf({ type, location }: StoredMessage): string | undefined {
  if (type === "SystemMessage") return "system message";
  return location === null ? undefined : "location";
}

/** Blocks where there are any, each beginning on a line of its own; else the text as it is kept. */
function textOf({ content, text, location }: StoredMessage): readonly TextPart[] {
  if (content === null) return joined([text ?? "", location === null ? "" : location.join(", ")].filter(Boolean));
  return joined(content.flatMap((block, index) => [...(index > 0 ? ["\n"] : []), ...blockParts(block)]));
}

function blockParts(block: Block): readonly TextPart[] {
  switch (block.type) {
    case "text":
      return block.children.flatMap(nodeParts);
    case "location":
      return [`${block.latitude}, ${block.longitude}`];
    case "file":
      return [];
  }
}

function nodeParts(node: TextNode): readonly TextPart[] {
  if (typeof node === "string") return [node];
  const inner = node.text === undefined ? (node.children ?? []).flatMap(nodeParts) : [node.text];
  switch (node.type) {
    case "mention":
      return [{ mention: node.text ?? node.id ?? "" }];
    case "bulletPoint":
      return ["• ", ...inner, "\n"];
    case "link":
      return [...inner, ` (${node.url})`];
    case "actionLink":
    case "actionButton":
      return [...inner, ` [${actionOf(node)}]`];
    default:
      return inner;
  }
}

function actionOf({ action, params = {} }: MarkedNode): string {
  return [action, ...Object.entries(params).map(([name, value]) => `${name}=${value}`)].join(" ");
}

/** Neighbouring texts as one, without blank lines around all of it. */
function joined(parts: readonly TextPart[]): readonly TextPart[] {
  const whole: TextPart[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (typeof part === "string" && typeof last === "string") whole[whole.length - 1] = last + part;
    else whole.push(part);
  }
  return whole
    .map((part, index) => {
      if (typeof part !== "string") return part;
      const start = index === 0 ? part.replace(/^\n+/u, "") : part;
      return index === whole.length - 1 ? start.trimEnd() : start;
    })
    .filter((part) => part !== "");
}

function attachmentsOf({ content, attachment }: StoredMessage, origin: string): readonly ShownAttachment[] {
  const files = (content ?? []).filter((block) => block.type === "file");
  if (files.length === 0 && attachment !== null) {
    const { url, size } = withOrigin(attachment, origin);
    return [{ name: nameIn(url), url, sizeBytes: size }];
  }
  return files.map((file) => {
    const { filename, url, size } = withOrigin(file, origin);
    return { name: filename, url, sizeBytes: size };
  });
}

/** The last part of a path whose last segment holds a whole path, encoded (TalkJS sheet, T24). */
function nameIn(url: string): string {
  const segment = URL.parse(url)?.pathname.split("/").at(-1) ?? url;
  try {
    return decodeURIComponent(segment).split("/").at(-1) ?? segment;
  } catch {
    return segment;
  }
}

/** What else is kept of it, where there is anything. */
function detailsOf(message: StoredMessage): Readonly<Record<string, unknown>> {
  const { custom, origin, referencedMessageId, importedReadBy = [] } = message;
  return {
    ...(Object.keys(custom).length > 0 ? { custom } : {}),
    origin,
    ...(referencedMessageId === null ? {} : { referencedMessageId }),
    ...(importedReadBy.length > 0 ? { readBy: importedReadBy } : {}),
  };
}
