import { type Entity, type Message, renderParts, type User } from "@chat-etl/model";
import type { WireNode, WireTextNode } from "../wire-content.ts";
import type { Lost } from "./losses.ts";
import { mentionName, noteFormatting } from "./marks.ts";

type Content = Pick<Message, "text" | "entities">;

const STYLES: ReadonlyMap<Entity["type"], string> = new Map<Entity["type"], string>([
  ["bold", "bold"],
  ["italic", "italic"],
  ["strike", "strikethrough"],
]);

/** Schemes that TalkJS takes for a labelled link (TalkJS sheet, 8.4). */
const LINKABLE = /^(?:https?:\/\/|mailto:)\S+$/i;

/** The text as a tree; one plain string, which is not parsed for marks, where nothing is marked up (TalkJS sheet, T28). */
export function textNodes(
  { text, entities }: Content,
  users: ReadonlyMap<string, User>,
  lost: Lost,
): readonly WireNode[] {
  noteFormatting(entities, users, lost);
  const nodes = renderParts<WireNode>(text, entities, {
    plain: (plain) => [plain],
    entity: (entity, inner) => nodesOf(entity, merged(inner), { users, lost }),
  });
  return merged(inLists(merged(nodes)));
}

interface Rendering {
  readonly users: ReadonlyMap<string, User>;
  readonly lost: Lost;
}

function nodesOf(entity: Entity, inner: readonly WireNode[], { users, lost }: Rendering): readonly WireNode[] {
  const style = STYLES.get(entity.type);
  if (style !== undefined) return [{ type: style, children: withoutPoints(inner) }];
  switch (entity.type) {
    case "code":
    case "pre":
      return [{ type: "codeSpan", text: plainText(inner) }];
    case "list_item":
      return [{ type: "bulletPoint", children: withoutPoints(inner) }];
    case "link":
      return linkNodes(entity.url, inner, lost);
    case "user_mention": {
      if (!users.has(entity.userId)) return inner;
      return [{ type: "mention", id: entity.userId, text: mentionName(plainText(inner), users.get(entity.userId)) }];
    }
    case "custom_emoji":
      return /^[^\s:]+$/.test(entity.name) ? [{ type: "customEmoji", text: `:${entity.name}:` }] : inner;
    default:
      return inner;
  }
}

function linkNodes(url: string, inner: readonly WireNode[], lost: Lost): readonly WireNode[] {
  if (LINKABLE.test(url)) return [{ type: "link", url, children: withoutPoints(inner) }];
  lost.add("formatting");
  return plainText(inner).includes(url) ? inner : [...inner, ` (${url})`];
}

/** Neighbouring strings as one, empty ones left out. */
function merged(nodes: readonly WireNode[]): readonly WireNode[] {
  const out: WireNode[] = [];
  for (const node of nodes) {
    const last = out.at(-1);
    if (node === "") continue;
    if (typeof node === "string" && typeof last === "string") out[out.length - 1] = last + node;
    else out.push(node);
  }
  return out;
}

/** Points stand in a list of their own; what is inside another node is none. */
function withoutPoints(nodes: readonly WireNode[]): readonly WireNode[] {
  return nodes.flatMap((node) => (isPoint(node) ? (node.children ?? []) : [node]));
}

/** Points that follow each other line by line, as one list. A list begins and ends lines by itself. */
function inLists(nodes: readonly WireNode[]): readonly WireNode[] {
  const out: WireNode[] = [];
  let list: WireNode[] | undefined;
  for (const [index, node] of nodes.entries()) {
    if (isPoint(node)) {
      if (list === undefined) {
        list = [];
        out.push({ type: "bulletList", children: list });
      }
      list.push(node);
    } else if (!(node === "\n" && list !== undefined && isPoint(nodes[index + 1]))) {
      out.push(typeof node === "string" ? besideLists(node, list !== undefined, isPoint(nodes[index + 1])) : node);
      list = undefined;
    }
  }
  return out;
}

function besideLists(text: string, isBehind: boolean, isAhead: boolean): string {
  const start = isBehind && text.startsWith("\n") ? text.slice(1) : text;
  return isAhead && start.endsWith("\n") ? start.slice(0, -1) : start;
}

function isPoint(node: WireNode | undefined): node is WireTextNode {
  return typeof node === "object" && node.type === "bulletPoint";
}

function plainText(nodes: readonly WireNode[]): string {
  return nodes
    .map((node) => (typeof node === "string" ? node : (node.text ?? plainText(node.children ?? []))))
    .join("");
}
