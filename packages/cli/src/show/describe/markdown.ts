import { code, list, plain, wordsTable } from "../markdown.ts";
import type { Description } from "./description.ts";
import type { Section } from "./section.ts";

/** A description as a document in Markdown. */
export function describeMarkdown({ name, side, summary }: Description, sections: readonly Section[]): string {
  const parts = sections.flatMap((section) => [`## ${section.title}`, sectionMarkdown(section)]);
  return [`# The ${side} ${code(name)}`, marked(summary), ...parts, ""].join("\n\n");
}

/** What stands below the title of a section. */
export function sectionMarkdown({ sentences, tables }: Section): string {
  const words = sentences.length > 1 ? [list(sentences.map(marked))] : sentences.map(marked);
  return [
    ...words,
    ...tables.map(({ head, rows }) =>
      wordsTable(
        head.map(marked),
        rows.map((cells) => cells.map(marked)),
      ),
    ),
  ].join("\n\n");
}

/** Only what stands in backticks is markup. */
function marked(text: string): string {
  return (
    text
      .split("`")
      // In a table, a bar ends a cell even inside of code.
      .map((part, index) => (index % 2 === 0 ? plain(part) : code(part).replaceAll("|", "\\|")))
      .join("")
  );
}
