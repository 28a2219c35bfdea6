import { type Mark, type MarkedText, MarkedTextBuilder } from "@chat-etl/model";
import { isObject, type Loose, listOf, stringOf, typeOf } from "./json.ts";
import { ListNumbers } from "./list-numbers.ts";
import type { Names, Writer } from "./names.ts";
import { writeInline } from "./rich-inline.ts";
import { writeStyled } from "./styles.ts";
import { wordsIn } from "./words.ts";

/** How deep elements are read; what lies deeper keeps its words only. Slack itself nests three levels. */
const MAX_DEPTH = 50;

interface Reader extends Writer {
  /** Elements around this one. */
  readonly depth: number;
}

type WriteElement = (element: Loose, reader: Reader) => void;

/** Elements that stand on lines of their own. */
const PARAGRAPHS: ReadonlyMap<string, WriteElement> = new Map<string, WriteElement>([
  ["rich_text", writeInside],
  ["rich_text_section", writeInside],
  ["rich_text_quote", (element, reader) => reader.out.mark({ type: "quote" }, () => writeInside(element, reader))],
  ["rich_text_preformatted", inBorder(writePreformatted)],
]);

/** A `rich_text` block, or a cell or field that is one, as plain text with entities. Never throws. Section 10.2. */
export function richText(block: unknown, names: Names): MarkedText {
  const out = new MarkedTextBuilder();
  if (isObject(block)) writeInside(block, { out, names, depth: 0 });
  return out.finish();
}

/** Neighbours that are lists continue each other's numbers; nesting is a list with a larger `indent`. Section 10.2. */
function writeElements(elements: readonly unknown[], reader: Reader): void {
  if (reader.depth > MAX_DEPTH) {
    reader.out.append(wordsIn(elements).join(""));
    return;
  }
  const numbers = new ListNumbers();
  writeStyled(elements, reader.out, (element) => {
    if (isObject(element) && typeOf(element) === "rich_text_list") {
      inBorder((list, within) => writeList(list, within, numbers))(element, reader);
    } else {
      numbers.restart();
      writeElement(element, reader);
    }
  });
}

function writeElement(element: unknown, reader: Reader): void {
  if (!isObject(element)) {
    reader.out.append(stringOf(element) || wordsIn(element).join(""));
    return;
  }
  const writeParagraph = PARAGRAPHS.get(typeOf(element));
  if (writeParagraph) {
    reader.out.newLine();
    writeParagraph(element, reader);
    reader.out.newLine();
  } else if (!writeInline(element, reader)) {
    writeUnknown(element, reader);
  }
}

function writeInside(element: Loose, reader: Reader): void {
  const { elements } = element;
  if (Array.isArray(elements)) writeElements(elements, { ...reader, depth: reader.depth + 1 });
  else reader.out.append(wordsIn(element).join(" "));
}

/** Something Slack invented since: its words, and what is inside it. */
function writeUnknown({ elements, ...rest }: Loose, reader: Reader): void {
  reader.out.append(wordsIn(rest).join(" "));
  if (elements !== undefined) writeInside({ elements }, reader);
}

function writeList(list: Loose, reader: Reader, numbers: ListNumbers): void {
  const { ordered, depth, start, isCounted } = numbers.list(list);
  for (const [index, item] of listOf(list.elements).entries()) {
    const write = (): void => {
      // An item's number is nobody's entity: one that counting would not give stands in the text.
      if (!isCounted) reader.out.append(`${start + index}. `);
      writeElements(isSection(item) ? listOf(item.elements) : [item], { ...reader, depth: reader.depth + 1 });
    };
    reader.out.newLine();
    if (isCounted) reader.out.mark({ type: "list_item", ordered, depth }, write);
    else write();
  }
  reader.out.newLine();
}

function isSection(item: unknown): item is Loose {
  return isObject(item) && typeOf(item) === "rich_text_section";
}

/** In code a link or mention is only its words, as in mrkdwn. Section 12. */
function writePreformatted(element: Loose, { out, names, depth }: Reader): void {
  const code = new MarkedTextBuilder();
  writeElements(listOf(element.elements), { out: code, names, depth: depth + 1 });
  const language = stringOf(element.language);
  const mark: Mark = language === "" ? { type: "pre" } : { type: "pre", language };
  out.mark(mark, () => out.append(code.finish().text));
}

/** A list or code block with a border stands inside a quote. Section 10.2. */
function inBorder(write: WriteElement): WriteElement {
  return (element, reader) => {
    if (!Number(element.border)) {
      write(element, reader);
      return;
    }
    reader.out.newLine();
    reader.out.mark({ type: "quote" }, () => write(element, reader));
    reader.out.newLine();
  };
}
