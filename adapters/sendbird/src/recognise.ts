import { type Input, readDocument, readHead, readJson, readJsonLines } from "@chat-etl/io";
import type { Page } from "@chat-etl/sdk";
import { fieldOfColumn } from "./csv-columns.ts";
import { type Content, contentOf, contentOfAny, contentOfColumns, isObject } from "./shape.ts";

/** How a file is written. */
type Layout =
  | { readonly as: "lines" }
  /** One object. */
  | { readonly as: "document" }
  /** A list under a name, in one document or several (pages of an API); without a name, the list is the document. */
  | { readonly as: "list"; readonly name: string }
  | { readonly as: "table"; readonly delimiter: string };

export interface Recognised {
  readonly content: Content;
  readonly layout: Layout;
}

/** How much is looked at, in bytes: a line without an end in it is taken for a whole document. */
const HEAD_BYTES = 1_048_576;

/** How many values are looked at: the first ones may be damaged. */
const VALUES = 20;

/** Largest document that may be one object of Sendbird's, a channel with its members, in bytes. */
const OBJECT_BYTES = 16_777_216;

const DELIMITERS = [",", ";", "|", "\t"];

export interface LookOptions {
  readonly signal: AbortSignal;
  /** Default: whichever makes known columns of the first line. */
  readonly csvDelimiter?: string | undefined;
  /** Default: columns are called as their fields. */
  readonly csvColumns?: string | undefined;
}

/** What a file is. "empty": it has no values. Undefined: nothing that is known. @throws ConfigError it cannot be read */
export async function recognise(input: Input, options: LookOptions): Promise<Recognised | "empty" | undefined> {
  const { signal } = options;
  const head = await readHead(input, HEAD_BYTES, signal);
  // A byte order mark is white space too.
  const text = head.toString("utf8").trimStart();
  if (text === "") return "empty";
  if (text.startsWith("[")) return await rootList(input, signal);
  if (!text.startsWith("{")) return tableOf(text, options);
  if (head.length === HEAD_BYTES && !head.includes("\n") && !isNamedLines(input)) return await objectOf(input, signal);
  const lines = await firstOf(readJsonLines(input, { signal, pageSize: VALUES, maxLineBytes: OBJECT_BYTES }));
  if (isInLines(input, lines)) return linesOf(lines);
  return await objectOf(input, signal);
}

async function rootList(input: Input, signal: AbortSignal): Promise<Recognised | "empty" | undefined> {
  const values = valuesOf(await firstOf(readJson(input, { select: "", signal, pageSize: VALUES })));
  if (values.length === 0) return "empty";
  const content = contentOfAny(values);
  return content && { content, layout: { as: "list", name: "" } };
}

function tableOf(text: string, { csvDelimiter, csvColumns }: LookOptions): Recognised | undefined {
  const fieldOf = fieldOfColumn(csvColumns);
  const [header = ""] = text.split(/\r?\n/, 1);
  for (const delimiter of csvDelimiter === undefined ? DELIMITERS : [csvDelimiter]) {
    const columns = header.split(delimiter).map((column) => fieldOf(column.replaceAll('"', "").trim()));
    const content = contentOfColumns(columns);
    if (content !== undefined) return { content, layout: { as: "table", delimiter } };
  }
  return undefined;
}

/** Whether each line is a value: its name says so, or the first one is. */
function isInLines(input: Input, lines: Page | undefined): boolean {
  const [first] = lines?.values ?? [];
  return isNamedLines(input) || (first !== undefined && "value" in first);
}

function isNamedLines({ name }: Input): boolean {
  return /\.(?:jsonl|ndjson)(?:\.gz|\.zst)?$/i.test(name);
}

/** Lines of things, or of whole answers with a list of things. */
function linesOf(page: Page | undefined): Recognised | undefined {
  const values = valuesOf(page);
  const content = contentOfAny(values);
  if (content !== undefined) return { content, layout: { as: "lines" } };
  return values.map(listIn).find((found) => found !== undefined);
}

async function objectOf(input: Input, signal: AbortSignal): Promise<Recognised | undefined> {
  const size = await input.sizeBytes?.();
  if (size !== undefined && size <= OBJECT_BYTES) {
    const [value] = valuesOf(await firstOf(readDocument(input, { signal })));
    const content = contentOf(value);
    if (content !== undefined) return { content, layout: { as: "document" } };
  }
  const page = await firstOf(readJson(input, { select: "*", signal, concatenated: true, pageSize: VALUES }));
  for (const element of page?.values ?? []) {
    const name = String(element.keys[0]);
    const content = "value" in element ? contentOf(element.value, name) : undefined;
    if (content !== undefined) return { content, layout: { as: "list", name } };
  }
  return undefined;
}

function listIn(value: unknown): Recognised | undefined {
  if (!isObject(value)) return undefined;
  for (const [name, list] of Object.entries(value)) {
    const content = Array.isArray(list) ? contentOfAny(list.slice(0, VALUES), name) : undefined;
    if (content !== undefined) return { content, layout: { as: "list", name } };
  }
  return undefined;
}

async function firstOf<P extends Page>(pages: AsyncIterable<P>): Promise<P | undefined> {
  for await (const page of pages) return page;
  return undefined;
}

function valuesOf(page: Page | undefined): readonly unknown[] {
  return (page?.values ?? []).flatMap((one) => ("value" in one ? [one.value] : []));
}
