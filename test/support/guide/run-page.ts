import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Block, commandsOf, etlWords } from "../../../packages/cli/test/docs/blocks.ts";
import { etlFromSource as etl } from "../etl.ts";
import { dotenvOf, type Stage } from "./stage.ts";

/** Languages of files that a page shows. */
const FILES = new Set(["ts", "yaml", "json", "jsonl", "csv"]);

/**
 * Does what a page says, block by block, in the reader's folder.
 *
 * @throws Error a command ends otherwise than the page says, shows something else, or a file is another one
 */
export async function runPage(blocks: readonly Block[], stage: Stage): Promise<void> {
  const { folder, accounts = [] } = stage;
  let shown = "";
  let keys = 0;
  for (const block of blocks) {
    if (block.language === "env") {
      writeFileSync(join(folder, ".env"), dotenvOf(block.text, accounts[keys] ?? []));
      keys += 1;
    } else if (isFile(block)) keepFile(block, folder);
    else if (block.language === "output") mustShow(block, shown);
    else if (isRun(block)) shown = await runCommands(block, stage);
  }
}

/** Whether it is a whole file, or shows a part of one that is there. Of a mapping's parts see the adapter's own tests. */
function isFile({ language, marks }: Block): boolean {
  return FILES.has(language) && marks.part === undefined;
}

/** Whether the commands of a block are run, and not only looked at. */
export function isRun({ language, marks }: Block): boolean {
  return language === "sh" && marks.parsed === undefined && marks["not-run"] === undefined;
}

/** A file that is there already shows a part of it; any other is written. */
function keepFile({ page, line, file, text }: Block, folder: string): void {
  if (file === undefined) throw new Error(`${page}:${line}: the block's first line names no file.`);
  const path = join(folder, file);
  if (!existsSync(path)) keepText(path, text);
  else if (!readFileSync(path, "utf8").includes(text)) throw new Error(`${page}:${line}: ${file} does not say so.`);
}

/** Writes a file, with the folders above it. */
export function keepText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Returns everything that the commands of a block have shown. */
async function runCommands(block: Block, { folder, words: others = {} }: Stage): Promise<string> {
  const wanted = (block.marks.exit ?? "0").split(",").map(Number);
  let shown = "";
  for (const [at, command] of commandsOf(block).entries()) {
    const words = etlWords(command);
    if (words === undefined) throw new Error(`${command.place}: this is no command of etl.`);
    const given = words.map((word) => others[word] ?? word);
    const { code, stdout, stderr } = await etl(given, { cwd: folder });
    if (command.into !== undefined) writeFileSync(join(folder, command.into), stdout);
    shown += stdout + stderr;
    if (code !== (wanted[at] ?? wanted.at(-1)))
      throw new Error(`${command.place}: "${command.words.join(" ")}" ended with ${code}:\n${stdout}${stderr}`);
  }
  return shown;
}

/** Its lines come in this order. `…` in a line stands for anything; white space and what draws tables do not count. */
function mustShow({ page, line, text }: Block, shown: string): void {
  const given = shown.split("\n").map(plain);
  let from = 0;
  for (const wanted of text.trimEnd().split("\n")) {
    const at = given.findIndex((row, index) => index >= from && holds(row, wanted.split("…").map(plain)));
    if (at < 0) throw new Error(`${page}:${line}: "${wanted}" is not shown. It is:\n${shown}`);
    from = at + 1;
  }
}

/** Whether these stand in a line, one behind the other. */
function holds(row: string, parts: readonly string[]): boolean {
  let at = 0;
  for (const part of parts) {
    const found = row.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

function plain(text: string): string {
  return text.replaceAll(/[\s│]+/g, " ").trim();
}
