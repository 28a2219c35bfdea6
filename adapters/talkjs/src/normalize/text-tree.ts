import type { Mark } from "@chat-etl/model";
import type { WireNode, WireTextNode } from "../wire-content.ts";
import { writeMention } from "./markup-inline.ts";
import { type RichText, RichTextBuilder } from "./rich-text.ts";

type Writer = (node: WireTextNode, out: RichTextBuilder) => void;

/** Node types in lower case: TalkJS writes them `bulletList` and `bulletlist`. TalkJS sheet, section 8.3. */
const WRITERS: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ["bold", styled({ type: "bold" })],
  ["italic", styled({ type: "italic" })],
  ["strikethrough", styled({ type: "strike" })],
  ["blockquote", styled({ type: "quote" })],
  ["bulletlist", onItsOwnLine(writeInside)],
  ["bulletpoint", onItsOwnLine(styled({ type: "list_item", ordered: false, depth: 0 }))],
  ["codespan", writeCode],
  ["codeblock", styled({ type: "pre" })],
  ["link", writeLink],
  ["actionlink", writeAction("actionLink")],
  ["actionbutton", writeAction("actionButton")],
  ["mention", (node, out) => writeMention({ userId: node.id ?? "", name: node.text ?? "" }, out)],
  ["customemoji", writeEmoji],
]);

/**
 * The children of a text block as plain text with entities. A node of an unknown type gives what is inside it; so does
 * an `autoLink`, whose address says no more than its text: every target finds it (TalkJS sheet, T30).
 */
export function readTextTree(nodes: readonly WireNode[]): RichText {
  const [only] = nodes;
  // Most texts are one plain string: a builder for each costs a third of what normalizing does.
  if (nodes.length === 1 && typeof only === "string") return { text: only, entities: [], actions: [] };
  const out = new RichTextBuilder();
  writeNodes(nodes, out);
  return out.finish();
}

function writeNodes(nodes: readonly WireNode[], out: RichTextBuilder): void {
  for (const node of nodes) {
    if (typeof node === "string") out.append(node);
    else (WRITERS.get(node.type.toLowerCase()) ?? writeInside)(node, out);
  }
}

function writeInside(node: WireTextNode, out: RichTextBuilder): void {
  if (node.children) writeNodes(node.children, out);
  else out.append(node.text ?? "");
}

function styled(mark: Mark): Writer {
  return (node, out) => out.mark(mark, () => writeInside(node, out));
}

function onItsOwnLine(write: Writer): Writer {
  return (node, out) => {
    out.newLine();
    write(node, out);
    out.newLine();
  };
}

function writeCode(node: WireTextNode, out: RichTextBuilder): void {
  const isBlock = node.text?.includes("\n") ?? false;
  styled({ type: isBlock ? "pre" : "code" })(node, out);
}

function writeLink(node: WireTextNode, out: RichTextBuilder): void {
  const { url } = node;
  if (url) styled({ type: "link", url })(node, out);
  else writeInside(node, out);
}

function writeAction(type: "actionLink" | "actionButton"): Writer {
  return (node, out) => {
    out.action({ type, name: node.action ?? "", params: node.params ?? {} });
    writeInside(node, out);
  };
}

function writeEmoji(node: WireTextNode, out: RichTextBuilder): void {
  const name = (node.text ?? "").replace(/^:/, "").replace(/:$/, "");
  if (name === "") writeInside(node, out);
  else out.mark({ type: "custom_emoji", name }, () => out.append(`:${name}:`));
}
