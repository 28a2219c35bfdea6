import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AdapterName } from "./adapter-name.ts";

/** What a new adapter has. */
export interface Parts {
  readonly source: boolean;
  readonly sink: boolean;
  /** Then it speaks HTTP with the sandbox; else it reads and writes files. */
  readonly sandbox: boolean;
}

/** Paths below the adapter's folder, and what stands there; in the order in which they are filled in. */
export type Files = ReadonlyMap<string, string>;

/** Files of one part alone. */
const PARTS: readonly (readonly [keyof Parts, RegExp])[] = [
  ["source", /^src\/(normalize|source)\.|^test\/(normalize|source)/],
  ["sink", /^src\/(encode|sink)\.|^test\/(encode|sink)/],
  ["sandbox", /^src\/(sandbox\/|failure\.)/],
];

/** A file that has a form of its own where files are read and written. */
const OF_FILES = /\.files(?=\.)/;

const ORDER = ["config", "wire", "failure", "normalize", "source", "encode", "sink", "sandbox", "index", "test"];

/** The template with another name and only these parts. */
export function fillTemplate(name: AdapterName, parts: Parts): Files {
  const folder = dirname(fileURLToPath(import.meta.resolve("@chat-etl/template/package.json")));
  const all = globSync("{src,test}/**/*.ts", { cwd: folder }).map((path) => path.replaceAll("\\", "/"));
  const chosen = all.filter((path) => isChosen(path, all, parts)).sort((a, b) => placeOf(a) - placeOf(b));
  const filled = chosen.map((path) => {
    const text = readFileSync(join(folder, path), "utf8");
    return [path.replace(OF_FILES, ""), renamed(withParts(text, parts), name)] as const;
  });
  return new Map(filled);
}

function isChosen(path: string, all: readonly string[], parts: Parts): boolean {
  if (PARTS.some(([part, files]) => files.test(path) && !parts[part])) return false;
  if (OF_FILES.test(path)) return !parts.sandbox;
  return parts.sandbox || !all.includes(path.replace(/(?=(\.test)?\.ts$)/, ".files"));
}

function placeOf(path: string): number {
  return ORDER.findIndex((word) => path.startsWith(`src/${word}`) || path.startsWith(`${word}/`));
}

/** Without the regions of parts that were not asked for, and without the marks of the others. */
function withParts(text: string, parts: Parts): string {
  return text
    .replaceAll(/^\/\/#region (\w+)\n([\s\S]*?)^\/\/#endregion\n/gm, (_, part: keyof Parts, inside: string) =>
      parts[part] ? inside : "",
    )
    .replaceAll(/\n{3,}/g, "\n\n")
    .replaceAll('.files.ts"', '.ts"');
}

/** The template's platform is called Parley. */
function renamed(text: string, { kebab, camel, pascal, upper, title }: AdapterName): string {
  return text
    .replaceAll(/parley(?=[A-Z])/g, camel)
    .replaceAll(/Parley(?=[A-Z])/g, pascal)
    .replaceAll("PARLEY", upper)
    .replaceAll("Parley", title)
    .replaceAll("parley", kebab);
}
