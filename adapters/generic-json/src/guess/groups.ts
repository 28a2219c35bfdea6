import { posix } from "node:path";
import { plainName } from "../read/files.ts";
import type { Sample, SampledFile } from "./sample.ts";

/** Files that are read alike. */
export interface Group {
  /** A glob that fits these and no others. */
  readonly glob: string;
  readonly files: readonly SampledFile[];
  /** Missing: the ending says it. */
  readonly format: string | undefined;
  readonly delimiter: string | undefined;
  /** Whether these are all the files there are, and only one. */
  readonly isOnly: boolean;
}

const ENDINGS: Readonly<Record<string, string>> = {
  ".json": "json",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".csv": "csv",
};

/** The structure of a file that has nothing to be read: it does no harm in any group. */
export const NO_OBJECTS = "";

/** Puts files of the same structure together. `structureOf` tells two structures apart. */
export function groupsOf({ files, fileCount }: Sample, structureOf: (file: SampledFile) => string): readonly Group[] {
  const alike = new Map<string, SampledFile[]>();
  for (const file of files) {
    const { format, delimiter = "" } = file;
    const key = [format, delimiter, endingOf(file), structureOf(file)].join("\n");
    alike.set(key, [...(alike.get(key) ?? []), file]);
  }
  return [...alike.values()].map((own) => {
    const [first] = own;
    const format = first && ENDINGS[endingOf(first)] !== first.format ? first.format : undefined;
    const others = files.filter((file) => !own.includes(file) && structureOf(file) !== NO_OBJECTS);
    const isOnly = fileCount === 1;
    return { glob: globOf(own, others, isOnly), files: own, format, delimiter: first?.delimiter, isOnly };
  });
}

function endingOf({ name }: SampledFile): string {
  return posix.extname(plainName(name)).toLowerCase();
}

function globOf(own: readonly SampledFile[], others: readonly SampledFile[], isOnly: boolean): string {
  const names = own.map(({ name }) => plainName(name));
  const [first = ""] = names;
  const ending = posix.extname(first).replaceAll(/[^\w.]/g, "?");
  if (isOnly) return `*${ending}`;
  const candidates = [
    ...(names.length > 1 ? [] : [safe(first)]),
    `**/*${ending}`,
    `**/${safe(posix.basename(first)).replaceAll(/\d+/g, "*")}`,
    ...topFoldersOf(names).map((folder) => `${safe(folder)}/**/*${ending}`),
    `**/${safe(commonStart(names.map((name) => posix.basename(name))))}*${ending}`,
  ];
  const fits = (glob: string) =>
    names.every((name) => posix.matchesGlob(name, glob)) &&
    !others.some(({ name }) => posix.matchesGlob(plainName(name), glob));
  return candidates.find(fits) ?? `{${names.map(safe).join(",")}}`;
}

/** What has a meaning in globs stands for itself only as any letter. */
function safe(name: string): string {
  return name.replaceAll(/[^\w./ -]/g, "?");
}

function topFoldersOf(names: readonly string[]): readonly string[] {
  const folders = new Set(names.map((name) => (name.includes("/") ? (name.split("/")[0] ?? "") : "")));
  return folders.size === 1 ? [...folders].filter((folder) => folder !== "") : [];
}

function commonStart([first = "", ...rest]: readonly string[]): string {
  let length = first.length;
  for (const other of rest) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length).replace(/\.[^.]*$/, "");
}
