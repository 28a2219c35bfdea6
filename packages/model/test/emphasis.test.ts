import { describe, expect, it } from "vitest";
import {
  type Delimiter,
  MarkedTextBuilder,
  readDelimiter,
  standsAlone,
  type TextToken,
  writeTokens,
} from "../src/index.ts";

/** A line in which `*` is bold and `_` italic, with marks where they were found. */
function read(line: string): string {
  const open: Delimiter[] = [];
  const tokens = [...line].map((sign, at): TextToken => {
    if (sign === "*") return readDelimiter({ line, at, sign, mark: { type: "bold" } }, open);
    return sign === "_" ? readDelimiter({ line, at, sign, mark: { type: "italic" } }, open) : sign;
  });
  const out = new MarkedTextBuilder();
  writeTokens(tokens, out, (text) => out.append(text));
  const { text, entities } = out.finish();
  return [text, ...entities.map(({ type, start, end }) => `${type} ${start}-${end}`)].join(" | ");
}

describe("signs of emphasis", () => {
  it.each([
    ["a *b* c", "a b c | bold 2-3"],
    ["*a _b_ c*", "a b c | bold 0-5 | italic 2-3"],
    ["*a _b*", "a _b | bold 0-4"],
    ["snake_case_name", "snake_case_name"],
    ["2 * 3 * 4", "2 * 3 * 4"],
    ["**a**", "**a**"],
    ["*a", "*a"],
    ["é*a*", "é*a*"],
  ])("%s", (line, marked) => {
    expect(read(line)).toBe(marked);
  });
});

it("text stands alone where no letter, digit or half of one touches it", () => {
  expect(standsAlone("(ab)", 1, 3)).toBe(true);
  expect(standsAlone("𝒳ab", 2, 4)).toBe(false);
  expect(standsAlone("ab1", 0, 2)).toBe(false);
});
