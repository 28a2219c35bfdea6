import { ConfigError } from "@chat-etl/sdk";

/** What may come next, where no value is open. */
export type Expected =
  | "root"
  | "value or end"
  | "value"
  | "key or end"
  | "key"
  | "colon"
  | "comma or end"
  | "comma or end of object"
  | "nothing";

/** A place behind which nobody can tell where elements begin and end. */
export interface Damage {
  /** In bytes from the beginning of the file. */
  readonly offset: number;
  readonly expected: Expected;
  /** The byte that stands there; undefined: the file ends. */
  readonly found: number | undefined;
  /** The damage is inside the element that begins here. */
  readonly elementStart: number | undefined;
  /** What the document must begin with. */
  readonly needs: string;
}

const EXPECTED: Readonly<Record<Exclude<Expected, "root">, string>> = {
  "value or end": 'a value or "]"',
  value: "a value",
  "key or end": 'a key or "}"',
  key: "a key that is a JSON string",
  colon: 'the ":" behind a key',
  "comma or end": 'a comma or "]"',
  "comma or end of object": 'a comma or "}"',
  nothing: "nothing more behind the closed document",
};

/** The error a damaged document means for the operator: where, and what kind of byte, but nothing of the content. */
export function damageError(path: string, damage: Damage): ConfigError {
  if (damage.offset === 0 && damage.found === undefined) {
    return new ConfigError(`"${path}" is empty. Get the file again from where it came from.`);
  }
  const place = `"${path}" is not the JSON document that was expected: at byte ${damage.offset}`;
  return new ConfigError(
    `${place} it has ${describeByte(damage.found)} instead of ${expected(damage)}. ${advice(damage)}`,
  );
}

/** An element that outgrew the memory it may take. */
export function tooLargeError(
  path: string,
  element: { readonly start: number; readonly maxBytes: number },
): ConfigError {
  const what = `"${path}" holds an element at byte ${element.start} that is larger than ${element.maxBytes} bytes`;
  const advice = "Check whether a quotation mark is missing there and whether this is the right file";
  return new ConfigError(`${what}, the most that is held in memory. ${advice}.`);
}

function expected({ expected, elementStart, found, needs }: Damage): string {
  if (expected === "root") return needs;
  if (elementStart === undefined) return EXPECTED[expected];
  const what = found === undefined ? "the end" : "the matching bracket";
  return `${what} of the element that begins at byte ${elementStart}`;
}

function advice({ expected, found, needs }: Damage): string {
  if (expected === "root") return `Give a JSON file in UTF-8 whose outermost value begins with ${needs}.`;
  if (expected === "nothing") return "Remove what follows the document, or get the file again from where it came from.";
  if (found === undefined) return "If it was cut while it was written or copied, get it again and run with --fresh.";
  return "Repair it at this place, or get the file again, and run with --fresh.";
}

/** What kind of byte it is. Letters and digits are not shown: they may belong to somebody's message. */
function describeByte(byte: number | undefined): string {
  if (byte === undefined) return "the end of the file";
  const shown = `0x${byte.toString(16).padStart(2, "0")}`;
  if (byte > 0x7f) return `the byte ${shown}, no ASCII character,`;
  if (byte < 0x20 || byte === 0x7f) return `the control character ${shown}`;
  const character = String.fromCharCode(byte);
  if (/[0-9]/.test(character)) return "a digit";
  if (/[A-Za-z]/.test(character)) return "a letter";
  return character === '"' ? "a quotation mark" : `"${character}"`;
}
