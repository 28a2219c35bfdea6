import { isUtf8 } from "node:buffer";
import type { Reason } from "@chat-etl/sdk";
import type { ParseJson } from "./exact-numbers.ts";

/** A value; or why there is none. `repaired`: it was read only after its text had been mended. */
export type ParsedText = { readonly value: unknown; readonly repaired?: Reason } | { readonly unreadable: Reason };

const NOT_UTF8: Reason = {
  code: "not-utf8",
  message: "The element is not encoded in UTF-8: repair it in the file.",
};
const NOT_JSON: Reason = { code: "not-json", message: "The element is no valid JSON: repair it in the file." };
const TOO_DEEP: Reason = {
  code: "too-deep",
  message: "The element is nested too deeply to be read with exact numbers: read it without them.",
};
const REPAIRED: Reason = {
  code: "invalid-escape",
  message: "Escapes of the form \\xNN, which JSON does not know, were read as \\u00NN.",
};

/** Parses one JSON text. The parser's own message is left out: it quotes the text. */
export function parseText(bytes: Buffer, parse: ParseJson = parseOrNothing): ParsedText {
  if (!isUtf8(bytes)) return { unreadable: NOT_UTF8 };
  const text = bytes.toString("utf8");
  const value = parse(text);
  if (value !== undefined) return { value };
  const mended = mendEscapes(text);
  const repaired = mended === text ? undefined : parse(mended);
  if (repaired !== undefined) return { value: repaired, repaired: REPAIRED };
  return { unreadable: parse !== parseOrNothing && parseOrNothing(mended) !== undefined ? TOO_DEEP : NOT_JSON };
}

/** The text, mended if need be; undefined: it is no JSON. */
export function validText(bytes: Buffer, parse: ParseJson = parseOrNothing): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString("utf8");
  return [text, mendEscapes(text)].find((candidate) => parse(candidate) !== undefined);
}

/** The value of a JSON text, which is never undefined; undefined: it is none. */
export function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Telegram Desktop writes control characters as `\xNN` (other formats sheet, section 5). Escapes are taken two
 * characters at a time, so that the `x` behind an escaped backslash stays an `x`.
 */
export function mendEscapes(text: string): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|[\s\S])/g, (whole, hex) => (hex === undefined ? whole : `\\u00${hex}`));
}
