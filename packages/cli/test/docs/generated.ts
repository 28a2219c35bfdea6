import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findEnds } from "../../src/find.ts";
import { descriptionOf } from "../../src/show/describe/description.ts";
import { sectionMarkdown } from "../../src/show/describe/markdown.ts";
import { sectionsOf } from "../../src/show/describe/sections.ts";

const ROOT = join(import.meta.dirname, "../../../..");

/** What stands between these two is made by the command that the first one names. */
const BLOCK = /<!-- (etl describe (\S+) --side (source|sink) --part (\w+)) -->\n[\s\S]*?<!-- end -->/g;

/** A document of the repository, as it is and as it ought to be. */
export interface Document {
  readonly path: string;
  readonly text: string;
  readonly generated: string;
  readonly blockCount: number;
}

/** @throws Error a block names nothing that there is */
export async function documents(): Promise<readonly Document[]> {
  const names = globSync(["README.md", "docs/*.md", "adapters/*/README.md"], { cwd: ROOT });
  const read = names.map((name) => ({ path: join(ROOT, name), text: readFileSync(join(ROOT, name), "utf8") }));
  return await Promise.all(read.filter(({ text }) => text.includes("<!-- etl describe")).map(documentOf));
}

async function documentOf({ path, text }: Pick<Document, "path" | "text">): Promise<Document> {
  const blocks = [...text.matchAll(BLOCK)];
  let generated = text;
  for (const [block, command = "", name = "", side = "", part = ""] of blocks) {
    const made = `<!-- ${command} -->\n\n${await tablesOf(name, side, part)}\n\n<!-- end -->`;
    generated = generated.replace(block, () => made);
  }
  return { path, text, generated, blockCount: blocks.length };
}

async function tablesOf(name: string, side: string, part: string): Promise<string> {
  const end = (await findEnds(name)).find((one) => one.side === side);
  if (end === undefined) throw new Error(`There is no ${side} called "${name}".`);
  const section = sectionsOf(await descriptionOf(end)).find((one) => one.part === part);
  if (section === undefined) throw new Error(`The ${side} "${name}" has no part "${part}".`);
  return sectionMarkdown(section);
}
