import type { MarkedTextBuilder } from "@chat-etl/model";
import { isObject } from "./json.ts";

/** Slack's names for styles that we have an entity for. `highlight` and `unlink` are the reader's. Section 10.2. */
const STYLES = { bold: "bold", italic: "italic", strike: "strike", underline: "underline", code: "code" } as const;

type Style = keyof typeof STYLES;

interface Styled {
  readonly element: unknown;
  readonly styles: readonly Style[];
}

/**
 * Writes inline elements. Slack styles each one by itself; neighbours of the same style share one entity, and the
 * style that reaches farthest is the outer one.
 */
export function writeStyled(
  elements: readonly unknown[],
  out: MarkedTextBuilder,
  write: (element: unknown) => void,
): void {
  writeRun(elements.map((element) => ({ element, styles: stylesOf(element) })));

  function writeRun(run: readonly Styled[]): void {
    let at = 0;
    for (let first = run[at]; first; first = run[at]) {
      const [style] = byReach(first.styles, run, at);
      if (style === undefined) {
        write(first.element);
        at += 1;
        continue;
      }
      const inside = run.slice(at, style.end).map((part) => without(style.name, part));
      out.mark({ type: STYLES[style.name] }, () => writeRun(inside));
      at = style.end;
    }
  }
}

function stylesOf(element: unknown): readonly Style[] {
  const style = isObject(element) ? element.style : undefined;
  if (!isObject(style)) return [];
  return Object.values(STYLES).filter((name) => style[name] === true);
}

interface Reach {
  readonly name: Style;
  /** The first element that does not have it any more. */
  readonly end: number;
}

function byReach(styles: readonly Style[], run: readonly Styled[], at: number): readonly Reach[] {
  const reaches = styles.map((name) => {
    let end = at;
    while (run[end]?.styles.includes(name)) end += 1;
    return { name, end };
  });
  return reaches.sort((a, b) => b.end - a.end);
}

function without(style: Style, part: Styled): Styled {
  return { ...part, styles: part.styles.filter((name) => name !== style) };
}
