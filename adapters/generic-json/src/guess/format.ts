import { posix } from "node:path";
import { readCsv } from "@chat-etl/io";
import { ConfigError } from "@chat-etl/sdk";
import { plainName } from "../read/files.ts";
import { closedJson } from "./closed-json.ts";
import { fileOf, type Head } from "./head.ts";

/** What a file's beginning says, and in which format: cut so that the readers can read it to its end. */
export interface Content {
  readonly format: "json" | "jsonl" | "csv";
  /** What parts the fields of CSV. */
  readonly delimiter?: string | undefined;
  /** Of JSON the document; of the others an array of all lines or rows. */
  readonly root: unknown;
  readonly bytes: Buffer;
}

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** Tells by the content, and the name where the content does not tell. Undefined: none of the formats. */
export async function contentOf(name: string, head: Head, signal: AbortSignal): Promise<Content | undefined> {
  if (head.bytes.includes(0)) return undefined;
  const text = head.bytes.toString("utf8").replace(/^\uFEFF/, "");
  const start = text.trimStart();
  if (start === "") return undefined;
  if (start.startsWith("{") || start.startsWith("[")) return linesOf(name, start, head) ?? documentOf(start, head);
  return await tableOf(name, text, { head, signal });
}

/** JSON Lines: the first line is a value of its own, and there are more, or the name says so. */
function linesOf(name: string, text: string, { isWhole }: Head): Content | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (!isWhole && lines.length > 1) lines.pop();
  const [first = "", second] = lines;
  const named = /\.(?:jsonl|ndjson)$/i.test(plainName(name));
  if (!first.startsWith("{") || parsed(first) === undefined) return undefined;
  if (!named && (second === undefined || parsed(second) === undefined)) return undefined;
  const values = lines.map(parsed).filter((value) => value !== undefined);
  return { format: "jsonl", root: values, bytes: Buffer.from(`${lines.join("\n")}\n`) };
}

/** A document that is damaged in the middle is looked at up to there; the readers pass over the damage. */
function documentOf(text: string, { isWhole }: Head): Content | undefined {
  const whole = isWhole ? text : closedJson(text);
  if (whole === undefined) return undefined;
  const root = parsed(whole) ?? beforeDamage(whole);
  return root === undefined ? undefined : { format: "json", root, bytes: Buffer.from(whole) };
}

/** The most of a text, from its beginning, that is JSON when it is closed. Undefined: nothing is. */
function beforeDamage(text: string): unknown {
  let found: unknown;
  let [good, bad] = [0, text.length + 1];
  while (bad - good > Math.max(1, text.length / 1000)) {
    const middle = Math.floor((good + bad) / 2);
    const root = parsed(closedJson(text.slice(0, middle)) ?? "");
    // What is too short to hold one element is not damaged.
    if (root === undefined && closedJson(text.slice(0, middle)) !== undefined) bad = middle;
    else good = middle;
    found = root ?? found;
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(mended(text)) as unknown;
  } catch {
    return undefined;
  }
}

/** As the reader mends it. */
function mended(text: string): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|[\s\S])/g, (whole, hex) => (hex === undefined ? whole : `\\u00${hex}`));
}

interface TableOptions {
  readonly head: Head;
  readonly signal: AbortSignal;
}

/** The delimiter that makes the most columns, the same in all rows. */
async function tableOf(name: string, text: string, { head, signal }: TableOptions): Promise<Content | undefined> {
  const bytes = Buffer.from(head.isWhole ? text : wholeRows(text));
  let best: Content | undefined;
  let widest = posix.extname(plainName(name)).toLowerCase() === ".csv" ? 0 : 1;
  for (const delimiter of DELIMITERS) {
    const rows = await rowsOf(bytes, delimiter, signal);
    const [first] = rows;
    const width = first === undefined ? 0 : Object.keys(first).length;
    if (width <= widest) continue;
    widest = width;
    best = { format: "csv", delimiter: delimiter === "," ? undefined : delimiter, root: rows, bytes };
  }
  return best;
}

/** Up to the last newline that stands outside quotation marks. */
function wholeRows(text: string): string {
  for (let at = text.lastIndexOf("\n"); at > 0; at = text.lastIndexOf("\n", at - 1)) {
    const before = text.slice(0, at);
    if ((before.split('"').length - 1) % 2 === 0) return `${before}\n`;
  }
  return text;
}

async function rowsOf(bytes: Buffer, delimiter: string, signal: AbortSignal): Promise<readonly object[]> {
  const rows: object[] = [];
  let damaged = 0;
  try {
    for await (const { values } of readCsv(fileOf({ path: "sample", name: "sample" }, bytes), { delimiter, signal })) {
      for (const one of values)
        if ("value" in one && one.value instanceof Object) rows.push(one.value);
        else damaged += 1;
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
  }
  return damaged > rows.length ? [] : rows;
}
