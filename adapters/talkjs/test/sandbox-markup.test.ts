import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMarkup, renderMarkup } from "../src/sandbox/markup.ts";
import type { TextNode } from "../src/sandbox/shapes.ts";

const link = (url: string, text: string) => ({ type: "autoLink", url, text });

describe("E69: markup becomes a tree", () => {
  const cases: readonly [string, readonly TextNode[]][] = [
    ["", []],
    ["plain", ["plain"]],
    ["a *b* c", ["a ", { type: "bold", children: ["b"] }, " c"]],
    ["_a_", [{ type: "italic", children: ["a"] }]],
    ["(~a b~)", ["(", { type: "strikethrough", children: ["a b"] }, ")"]],
    ["*a _b_*", [{ type: "bold", children: ["a ", { type: "italic", children: ["b"] }] }]],
    ["x ```*a*\nb``` y", ["x ", { type: "codeSpan", text: "*a*\nb" }, " y"]],
    [
      "a\n- *b*\n+ c\nd",
      [
        "a\n",
        {
          type: "bulletList",
          children: [
            { type: "bulletPoint", children: [{ type: "bold", children: ["b"] }] },
            { type: "bulletPoint", children: ["c"] },
          ],
        },
        "d",
      ],
    ],
    ["<https://a.b/c|d>", [{ type: "link", url: "https://a.b/c", children: ["d"] }]],
    ["<mailto:a@b.c|d>", [{ type: "link", url: "mailto:a@b.c", children: ["d"] }]],
    [
      "<actionlink:go?a=1&b=x%20y|d>",
      [{ type: "actionLink", action: "go", params: { a: "1", b: "x y" }, children: ["d"] }],
    ],
    ["<actionbutton:go|d>", [{ type: "actionButton", action: "go", params: {}, children: ["d"] }]],
    ["<!!mention:a%40b|A *B*>!", [{ type: "mention", id: "a@b", text: "A *B*" }, "!"]],
    ["<!!mention:50%|A>", [{ type: "mention", id: "50%", text: "A" }]],
    ["<!!customemoji::x:>", [{ type: "customEmoji", text: ":x:" }]],
    ["```<!!mention:a|A> <!!customemoji::x:>```", [{ type: "codeSpan", text: "@A :x:" }]],
    ["see https://a.b/c?d=1.", ["see ", link("https://a.b/c?d=1", "https://a.b/c?d=1"), "."]],
    ["a@b.cd", [link("mailto:a@b.cd", "a@b.cd")]],
    ["+31 20 123 4567", [link("tel:+31201234567", "+31 20 123 4567")]],
  ];
  it.each(cases)("%j", (text, nodes) => {
    expect(parseMarkup(text)).toEqual(nodes);
  });

  it.each([
    "2 * 3 * 4",
    "a_b_c",
    "~5",
    "a * *",
    "a *b\nc*",
    "**",
    "__",
    "<@uid:bob>",
    "<@all:x>",
    "2019-2021",
    "10.00-11.30",
    "<b>",
  ])("%j stays as it is", (text) => {
    expect(parseMarkup(text)).toEqual([text]);
  });
});

it("E69: no text is lost by parsing and writing it again, whatever its signs, unless it holds a list or code", () => {
  const signs = fc.constantFrom(
    "*",
    "_",
    "~",
    "<",
    ">",
    "|",
    "a",
    " ",
    "\n",
    "1",
    "@",
    "🦊",
    "https://a.b",
    "<!!mention:a|A>",
  );
  const texts = fc.array(signs, { maxLength: 30 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      fc.pre(!/^\* /mu.test(text));
      expect(renderMarkup(parseMarkup(text))).toBe(text);
    }),
  );
});
