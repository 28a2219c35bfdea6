import { TextDecoder } from "node:util";
import { ConfigError, type Page } from "@chat-etl/sdk";
import { jsonParser } from "stream-json/core/parser.js";
import { type ByteWindow, type InputOrPath, openWindow } from "../input/byte-window.ts";
import { mendEscapes } from "./json-text.ts";
import type { JsonArray, JsonElement } from "./parse-elements.ts";
import type { ReadJsonOptions } from "./read-json.ts";
import { parseSelection } from "./selection.ts";
import { TokenWalker } from "./token-walker.ts";

/** Most elements of a page, unless the caller says otherwise. */
const PAGE_SIZE = 500;

export type ReadByTokensOptions = Pick<
  ReadJsonOptions,
  "select" | "signal" | "concatenated" | "anyRoot" | "exactNumbers" | "pageSize" | "chunkBytes" | "onEnd"
>;

/** As a `JsonPage` is, without a cursor. */
export interface TokenPage extends Page {
  readonly values: readonly JsonElement[];
  readonly arrays: readonly JsonArray[];
}

/**
 * The same elements and arrays as `readJson` gives, by the streaming parser stream-json: slower, but every byte of the
 * document is checked. Without cursors and byte offsets; the first damage ends it, be it inside an element, and takes
 * the elements of its own chunk with it.
 *
 * @throws ConfigError the input is not there, is no JSON in UTF-8, or not of the selected shape
 */
export async function* readJsonByTokens(
  from: InputOrPath,
  options: ReadByTokensOptions,
): AsyncGenerator<TokenPage, void> {
  const { select, signal, concatenated = false, pageSize = PAGE_SIZE, chunkBytes, onEnd } = options;
  const window = await openWindow(from, { chunkBytes, signal });
  try {
    const walker = new TokenWalker({ ...options, selection: parseSelection(select), source: window.source });
    const parse = jsonParser({ packValues: true, streamValues: false, jsonStreaming: concatenated });
    let values: JsonElement[] = [];
    let failure: unknown;
    try {
      for await (const text of textsOf(window)) {
        for (const token of tokensOf(parse, text, window)) {
          const element = walker.take(token);
          if (element !== undefined) values.push(element);
        }
        for (; values.length >= pageSize || walker.arrayCount > pageSize; values = values.slice(pageSize)) {
          yield { values: values.slice(0, pageSize), arrays: walker.takeArrays() };
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
    if (values.length > 0 || walker.arrayCount > 0) yield { values, arrays: walker.takeArrays() };
    if (failure !== undefined) throw failure;
    const document = walker.end(window.end);
    onEnd?.(document);
  } finally {
    await window.close();
  }
}

type Parser = ReturnType<typeof jsonParser>;

function tokensOf(parse: Parser, text: string, { source, end }: ByteWindow) {
  try {
    const tokens = parse(text);
    return typeof tokens === "object" && "values" in tokens ? tokens.values : [];
  } catch {
    // The parser's own message is left out: it may quote the text.
    const advice = "Get the file again from where it came from, or repair it";
    throw new ConfigError(`"${source.path}" is no valid JSON somewhere before byte ${end}. ${advice}.`);
  }
}

/** The document in pieces of text, with escapes mended and none of them cut in two. */
async function* textsOf(window: ByteWindow): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let carried = "";
  while (!window.isComplete) {
    window.forget(window.end);
    await window.readOn();
    const bytes = window.bytes.subarray(0, window.end - window.offset);
    const text = carried + decode(decoder, bytes, window);
    const cut = window.isComplete ? text.length : beforeCutEscape(text);
    carried = text.slice(cut);
    yield mendEscapes(text.slice(0, cut));
  }
}

function decode(decoder: TextDecoder, bytes: Buffer, window: ByteWindow): string {
  try {
    return decoder.decode(bytes, { stream: !window.isComplete });
  } catch {
    const place = `between byte ${window.offset} and byte ${window.end}`;
    throw new ConfigError(`"${window.source.path}" is not encoded in UTF-8 ${place}. Give a file in UTF-8.`);
  }
}

/** Where an escape begins that may go on behind the end of the text: `\`, `\x` or `\xN`. */
function beforeCutEscape(text: string): number {
  const last = text.lastIndexOf("\\");
  if (last < 0 || text.length - last > 3) return text.length;
  let first = last;
  while (text[first - 1] === "\\") first -= 1;
  return (last - first) % 2 === 0 ? last : text.length;
}
