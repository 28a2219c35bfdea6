import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../../..");

/** A fenced block of a page. */
export interface Block {
  /** `docs/pipelines.md`. */
  readonly page: string;
  /** Of its fence, from 1. */
  readonly line: number;
  /** `sh`, `ts`, …; empty for figures. */
  readonly language: string;
  /** What stands behind the language: `exit=3`, `parsed="test/delta.test.ts"`, `not-run="why"`. */
  readonly marks: Readonly<Record<string, string>>;
  readonly text: string;
  /** Of a file: the name in its first line (`// my-pipeline.ts`, `# my-forum.yaml`), or alone in the line above it (`a.json`:). */
  readonly file: string | undefined;
}

/** A command of a block: its words, and where it stands. */
export interface Command {
  readonly words: readonly string[];
  /** The file that its output goes to, behind a `>`. */
  readonly into?: string | undefined;
  /** `docs/pipelines.md:17`. */
  readonly place: string;
}

/** README.md and every page of the guide, with their blocks in order. */
export function readPages(): ReadonlyMap<string, readonly Block[]> {
  const pages = ["README.md", ...globSync("docs/*.md", { cwd: ROOT }).sort()];
  return new Map(pages.map((page) => [page, blocksOf(page, readFileSync(join(ROOT, page), "utf8"))]));
}

/** @throws Error the page's fences do not pair */
function blocksOf(page: string, source: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = source.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const [, indent = "", info = ""] = /^( *)```(.*)$/.exec(lines[at] ?? "") ?? [];
    if (!lines[at]?.trimStart().startsWith("```")) continue;
    const end = lines.findIndex((line, index) => index > at && line.trim() === "```");
    if (end < 0) throw new Error(`${page}:${at + 1}: the block has no end.`);
    const text = lines.slice(at + 1, end).map((line) => line.slice(indent.length));
    blocks.push({ page, line: at + 1, ...infoOf(info), ...fileOf(text, lines[at - 2]) });
    at = end;
  }
  return blocks;
}

/** The commands of an `sh` block. Comments and line ends behind `\` are taken out. */
export function commandsOf({ page, line, text }: Block): readonly Command[] {
  const commands: Command[] = [];
  let words: string[] = [];
  for (const [at, row] of text.split("\n").entries()) {
    const found = [...row.matchAll(/'([^']*)'|"([^"]*)"|(?<=^|\s)(#.*)$|([^\s'"]+)/g)];
    const more = found.at(-1)?.[4] === "\\";
    words.push(...found.flatMap(([, one, two, comment, plain]) => (comment ? [] : (one ?? two ?? plain ?? []))));
    if (more) words.pop();
    else if (words.length > 0) {
      const end = words.includes(">") ? words.indexOf(">") : words.length;
      commands.push({ words: words.slice(0, end), into: words[end + 1], place: `${page}:${line + 1 + at}` });
      words = [];
    }
  }
  return commands;
}

/** What `etl` is called with, however the page calls it. Missing: it is another command. */
export function etlWords({ words }: Command): readonly string[] | undefined {
  const behind = words.slice(0, 3).join(" ") === "npx --yes pnpm@12" ? words.slice(3) : words;
  const at = behind[0] === "npx" ? 1 : 0;
  return behind[at] === "etl" ? behind.slice(at + 1) : undefined;
}

function infoOf(info: string): Pick<Block, "language" | "marks"> {
  const [, language = "", rest = ""] = /^(\S*)(.*)$/.exec(info) ?? [];
  const marks = [...rest.matchAll(/([\w-]+)=(?:"([^"]*)"|(\S+))/g)];
  return {
    language,
    marks: Object.fromEntries(marks.map(([, name = "", quoted, plain = ""]) => [name, quoted ?? plain])),
  };
}

/** @param above the last line of text above the block */
function fileOf(lines: readonly string[], above = ""): Pick<Block, "text" | "file"> {
  const [, named] = /^`([\w./-]+\.\w+)`.*:$/.exec(above) ?? [];
  if (named !== undefined) return { file: named, text: `${lines.join("\n")}\n` };
  const [, file] = /^(?:\/\/|#) ([\w./-]+\.\w+)$/.exec(lines[0] ?? "") ?? [];
  return { file, text: `${lines.slice(file === undefined ? 0 : 1).join("\n")}\n` };
}

/** What stands for a word of the reader's own in a line of text. */
const EXAMPLES: Readonly<Record<string, string>> = {
  "…": "talkjs-to-cometchat",
  "…-to-json": "talkjs-to-json",
  PIPELINE: "talkjs-to-cometchat",
  NAME: "cometchat",
  TARGET: "cometchat",
  PLATFORM: "cometchat",
};

/** The calls with a subject that stand in the text of a page: `etl replay PIPELINE --files`. Words for examples are replaced. */
export function inlineCalls(page: string): readonly (readonly string[])[] {
  const text = readFileSync(join(ROOT, page), "utf8").replaceAll(/^ *```.*?^ *```$/gms, "");
  const calls = [...text.matchAll(/`etl ([^`]+)`/g)].map(([, words = ""]) => words.split(/\s+/));
  return calls
    .filter(([, subject = "-"]) => !subject.startsWith("-"))
    .map((words) => withoutTarget(words).map((word) => EXAMPLES[word] ?? word));
}

function withoutTarget(words: readonly string[]): readonly string[] {
  return words.includes(">") ? words.slice(0, words.indexOf(">")) : words;
}
