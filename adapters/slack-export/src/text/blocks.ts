import { joinLines, type MarkedText, MarkedTextBuilder } from "@chat-etl/model";
import { decode } from "./control-sequences.ts";
import { withEmoji } from "./emoji.ts";
import { joinCells, joinInLine } from "./join.ts";
import { isObject, type Loose, listOf, stringOf, typeOf } from "./json.ts";
import { markdownText } from "./markdown.ts";
import { mrkdwnText } from "./mrkdwn.ts";
import type { Names } from "./names.ts";
import { richText } from "./rich-text.ts";
import { walk } from "./words.ts";

/** How deep one kind of block is read inside another; what lies deeper keeps its words only. */
const MAX_DEPTH = 20;

interface Options {
  readonly names: Names;
  /** Whether the labels of buttons, menus and fields are words, too. */
  readonly withControls: boolean;
}

interface Inside extends Options {
  /** The texts of something inside the object. */
  read(value: unknown): readonly MarkedText[];
}

type ReadObject = (object: Loose, inside: Inside) => MarkedText;

/**
 * Blocks, and the objects inside them, that need more than their words. Anything else is walked through, so
 * sections, cards, plans, calls and what Slack invents next need no rule. Section 10.1.
 */
const READERS: ReadonlyMap<string, ReadObject> = new Map<string, ReadObject>([
  ["rich_text", (block, { names }) => richText(block, names)],
  ["mrkdwn", ({ text }, { names }) => mrkdwnText(stringOf(text), names)],
  ["plain_text", plainTextObject],
  ["raw_text", ({ text }) => ({ text: stringOf(text), entities: [] })],
  ["markdown", ({ text }, { names }) => markdownText(stringOf(text), names)],
  ["header", readHeader],
  ["context", ({ elements }, { read }) => joinInLine(read(elements), " ")],
  ["image", readImage],
  ["video", readVideo],
  ["table", readTable],
  ["divider", () => ({ text: "", entities: [] })],
]);

/** The words of Block Kit blocks, block by block, or of any value that holds some. Never throws. Section 10. */
export function blockTexts(blocks: unknown, options: Options): readonly MarkedText[] {
  return textsAt(0, blocks, options);
}

function textsAt(depth: number, blocks: unknown, options: Options): readonly MarkedText[] {
  const texts: MarkedText[] = [];
  const inside = { ...options, read: (value: unknown) => textsAt(depth + 1, value, options) };
  walk(blocks, {
    object: (object) => {
      if (!options.withControls && "action_id" in object) return true;
      const read = depth < MAX_DEPTH ? READERS.get(typeOf(object)) : undefined;
      if (read) texts.push(read(object, inside));
      return read !== undefined;
    },
    word: (text) => texts.push({ text, entities: [] }),
  });
  return texts.filter(({ text }) => text !== "");
}

/** Whether rule 1 of section 10.3 applies. */
export function hasRichText(blocks: unknown): boolean {
  return listOf(blocks).some((block) => typeOf(block) === "rich_text");
}

/** Mentions and links mean nothing here; emoji codes do, unless `emoji` is false. */
function plainTextObject({ text, emoji }: Loose): MarkedText {
  const words = decode(stringOf(text));
  return { text: emoji === false ? words : withEmoji(words), entities: [] };
}

function readHeader({ text }: Loose, { read }: Inside): MarkedText {
  const title = joinLines(read(text));
  const entities = [{ type: "heading", level: 1, start: 0, end: title.text.length } as const, ...title.entities];
  return title.text === "" ? title : { text: title.text, entities };
}

function readImage({ title, alt_text }: Loose, { read }: Inside): MarkedText {
  const [best = { text: "", entities: [] }] = [...read(title), ...read(alt_text)];
  return best;
}

function readVideo({ title, title_url, description, alt_text }: Loose, { read }: Inside): MarkedText {
  const [name] = [...read(title), ...read(alt_text)];
  const out = new MarkedTextBuilder();
  const url = stringOf(title_url);
  const write = (): void => out.append(name?.text ?? url);
  if (url === "") write();
  else out.mark({ type: "link", url }, write);
  return joinLines([out.finish(), ...read(description)]);
}

/** A row is a line, its cells between bars. */
function readTable({ rows }: Loose, { read }: Inside): MarkedText {
  return joinLines(
    listOf(rows).map((row) => {
      const cells = (isObject(row) ? row.cells : row) ?? row;
      return joinCells(
        (Array.isArray(cells) ? cells : [cells]).map((cell) => joinLines(read(cell))),
        " | ",
      );
    }),
  );
}
