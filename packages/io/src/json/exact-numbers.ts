import { parseOrNothing } from "./json-text.ts";

/** Parses one JSON text. Undefined, which no JSON is: it cannot be read. */
export type ParseJson = (text: string) => unknown;

/** How JSON is parsed. `exactNumbers`: integers that a number cannot hold arrive as strings of their digits. */
export function parserOf({ exactNumbers = false }: { readonly exactNumbers?: boolean | undefined }): ParseJson {
  return exactNumbers ? parseExactly : parseOrNothing;
}

/** 2^53 has sixteen digits. Ids in strings, whose digits follow a quotation mark, cost nothing. */
const PERHAPS_LARGE = /(?:^|[[:,\s])-?\d{16}/;

const INTEGER = /^-?\d+$/;

/** Undefined as well for what is nested thousands of levels deep, where a reviver does not reach. */
function parseExactly(text: string): unknown {
  if (!PERHAPS_LARGE.test(text)) return parseOrNothing(text);
  try {
    return JSON.parse(text, revive);
  } catch {
    return undefined;
  }
}

function revive(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" && context?.source !== undefined ? exactNumber(value, context.source) : value;
}

/** The number; or its digits, if it is an integer beyond 2^53 that would be written with other digits. */
export function exactNumber(value: number, source: string): number | string {
  if (Number.isSafeInteger(value) || !INTEGER.test(source)) return value;
  return String(value) === source ? value : source;
}
