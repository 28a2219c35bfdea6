import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { genericJsonSource } from "../src/index.ts";
import { checkMapping } from "../src/mapping/check-mapping.ts";
import { readAll } from "./read-all.ts";

/** Files by their names; an object is written as JSON. */
export type Export = Readonly<Record<string, unknown>>;

/** Writes an export, and tells its path: the file's, if there is one, else the folder's. */
export function written(files: Export): string {
  const folder = mkdtempSync(join(tmpdir(), "guess-"));
  const names = Object.keys(files);
  for (const name of names) {
    const path = join(folder, name);
    const content = files[name];
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  }
  return names.length === 1 ? join(folder, names[0] ?? "") : folder;
}

export async function guess(path: string) {
  const { signal } = new AbortController();
  if (genericJsonSource.guess === undefined) throw new Error("The source cannot guess.");
  return await genericJsonSource.guess(path, signal);
}

interface ReadMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly authorId: string | null;
  readonly sentAt: number;
  readonly text: string;
  readonly replyToId?: string;
}

/** What the guessed mapping makes of the export itself. */
export async function readByGuess(path: string, zone = "UTC") {
  const { text, confidence } = await guess(path);
  checkMapping("guessed", text);
  const mapping = join(mkdtempSync(join(tmpdir(), "guess-")), "guessed.yaml");
  writeFileSync(mapping, text);
  const lines = await readAll({ path, mapping, zone });
  const records = lines.flatMap(({ record, derived }) => record ?? derived ?? []) as { readonly kind: string }[];
  const of = (kind: string) => records.filter((record) => record.kind === kind);
  return {
    text,
    confidence,
    lines,
    of,
    messages: of("message") as unknown as readonly ReadMessage[],
    rejected: lines.filter(({ rejected }) => rejected !== undefined),
  };
}
