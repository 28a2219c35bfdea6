import { open } from "node:fs/promises";

/** What the library looks at, in bytes: the beginning of a file shows what it is. */
const SAMPLE_BYTES = 4100;

/** Shells that may hold anything: what a file is declared to be says more. */
const SHELLS = new Set(["application/zip", "application/x-cfb", "application/xml", "application/gzip"]);

const HTML = /^\s*(?:<!--[^>]*-->\s*)*<(?:!doctype html|html|head|body|title|meta|script)\b/i;
const SVG = /<svg[\s>]/i;

/** Of text there is none but these. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what tells bytes from text
const NOT_TEXT = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/;

export interface Measured {
  /** Its first bytes show it. Missing: they show nothing, or nothing more exact than what is declared. */
  readonly type?: string | undefined;
  /** Whether its first bytes are plain text, as no picture's, film's or sound's are. */
  readonly isText: boolean;
}

/** Looks at a file's first bytes. Reads no more of it. */
export async function measureFile(path: string): Promise<Measured> {
  const bytes = await firstBytes(path);
  const text = textOf(bytes);
  if (text !== undefined && HTML.test(text)) return { type: "text/html", isText: true };
  const { fileTypeFromBuffer } = await import("file-type");
  // It stops at the end of what it is given; what it then throws says nothing of the file.
  const type = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime;
  if (text !== undefined && type === "application/xml" && SVG.test(text))
    return { type: "image/svg+xml", isText: true };
  // Two letters make a text a picture: "BM".
  const isGuess =
    type === undefined || SHELLS.has(type) || (text !== undefined && /^(?:image|audio|video)\//.test(type));
  return { type: isGuess ? undefined : type, isText: text !== undefined };
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The bytes as text, if they are any; the last letter may be cut off. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return NOT_TEXT.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
