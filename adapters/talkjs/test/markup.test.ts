import { renderText } from "@chat-etl/model";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMarkup } from "../src/normalize/markup.ts";

/** Text and entities in one line: `bold[x]` for a bold x. */
function shown(source: string): string {
  const { text, entities } = parseMarkup(source);
  return renderText(text, entities, {
    plain: (part) => part,
    entity: (entity, inner) => `${entity.type}[${inner}]`,
  });
}

describe("styles (TalkJS sheet, 8.4)", () => {
  it.each([
    ["*a b*", "bold[a b]"],
    ["_a_ and ~b~", "italic[a] and strike[b]"],
    ["*a _b ~c~_*", "bold[a italic[b strike[c]]]"],
    ["(*a*), *b*!", "(bold[a]), bold[b]!"],
    ["😀*a*😀", "😀bold[a]😀"],
    ["*a *b*", "bold[a *b]"],
    ["*a _b* c_", "bold[a _b] c_"],
  ])("marks %j", (source, expected) => {
    expect(shown(source)).toBe(expected);
  });

  it.each([
    "snake_case_name",
    "2*3*4",
    "é*a*",
    "*a\nb*",
    "*a *",
    "**",
    "***",
    "**a**",
    "__init__",
    "f*** it",
    "a * b * c",
  ])("leaves %j as it is", (source) => {
    expect(parseMarkup(source)).toMatchObject({ text: source, entities: [] });
  });

  it("keeps the signs inside a bare address", () => {
    expect(shown("see https://x.test/_a_/*b* or *https://y.test*")).toBe(
      "see https://x.test/_a_/*b* or bold[https://y.test]",
    );
  });
});

describe("code", () => {
  it.each([
    ["say ```*a*``` now", "say code[*a*] now"],
    ["```a\nb```", "pre[a\nb]"],
    ["*```a```*", "*code[a]*"],
    ["```<!!mention:u1|Ann> <!!customemoji::cat:>```", "code[@Ann :cat:]"],
    ["``````", "``````"],
    ["```a", "```a"],
    ["`a`", "`a`"],
  ])("reads %j", (source, expected) => {
    expect(shown(source)).toBe(expected);
  });
});

describe("bullets", () => {
  it.each([
    ["- a\n* b\n+ c", "list_item[a]\nlist_item[b]\nlist_item[c]"],
    ["x\n- *a*\ny\n", "x\nlist_item[bold[a]]\ny\n"],
    ["-a\n - b\n- ", "-a\n - b\n- "],
  ])("reads %j", (source, expected) => {
    expect(shown(source)).toBe(expected);
  });
});

describe("angle brackets", () => {
  it("T29: gives a mention's name and its percent-decoded user", () => {
    expect(parseMarkup("Hi <!!mention:ann%2F1%20x|Ann B>!")).toEqual({
      text: "Hi @Ann B!",
      entities: [{ type: "user_mention", userId: "ann/1 x", start: 3, end: 9 }],
      actions: [],
    });
  });

  it("keeps a mention's id as it stands when it is not percent-encoded", () => {
    expect(parseMarkup("<!!mention:100%|A>").entities).toMatchObject([{ userId: "100%" }]);
  });

  it("marks no mention whose id could not be stored", () => {
    expect(parseMarkup("<!!mention:\ud800|A>")).toMatchObject({ text: "@A", entities: [] });
  });

  it("T29: gives a custom emoji with its name", () => {
    expect(parseMarkup("<!!customemoji::cat:>")).toMatchObject({
      text: ":cat:",
      entities: [{ type: "custom_emoji", name: "cat", start: 0, end: 5 }],
    });
  });

  it("T29: gives a labelled link, its label marked up", () => {
    expect(parseMarkup("<https://x.test/?a=1&b=2|the *page* < 3>")).toMatchObject({
      text: "the page < 3",
      entities: [
        { type: "link", url: "https://x.test/?a=1&b=2", start: 0, end: 12 },
        { type: "bold", start: 4, end: 8 },
      ],
    });
  });

  it("T29: keeps an action's label as text and its name and parameters aside", () => {
    expect(parseMarkup("<actionbutton:buy?id=7&to=a%20b|Buy it> <actionlink:no|No>")).toEqual({
      text: "Buy it No",
      entities: [],
      actions: [
        { type: "actionButton", name: "buy", params: { id: "7", to: "a b" } },
        { type: "actionLink", name: "no", params: {} },
      ],
    });
  });

  it.each(["a < b > c", "<script>x</script>", "<https://x.test>", "<ftp://x|y>", "<https://x|a\nb>", "<!!mention:|a>"])(
    "leaves %j as it is",
    (source) => {
      expect(parseMarkup(source)).toMatchObject({ text: source, entities: [] });
    },
  );

  it("reads a mention inside what would be a link's label, as TalkJS does", () => {
    expect(shown("<https://x.test|by <!!mention:u|U>>")).toBe("<https://x.test|by user_mention[@U]>");
  });
});

const MARKUP_SIGN = /[*_~`<+-]/;
const PIECES = ["*", "_", "~", "```", "`", "<", ">", "|", "\n", "- ", " ", "a", "é", "😀", "\ud83d", "\ude00", "%"];
const STARTS = ["<https://x", "<!!mention:u|", "<!!customemoji::", "<actionlink:a?b=c|", "http://", "mailto:a@b"];
const anyMarkup = fc.oneof(
  fc.array(fc.constantFrom(...PIECES, ...STARTS), { maxLength: 40 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary" }),
);

describe("properties", () => {
  it("gives text without any sign of markup unchanged", () => {
    const plain = fc.string({ unit: "binary" }).filter((text) => !MARKUP_SIGN.test(text));
    fc.assert(
      fc.property(plain, (text) => {
        expect(parseMarkup(text)).toEqual({ text, entities: [], actions: [] });
      }),
    );
  });

  it("never throws, and its entities lie inside the text and split no character", () => {
    fc.assert(
      fc.property(anyMarkup, (source) => {
        const { text, entities } = parseMarkup(source);
        for (const { start, end } of entities) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(text.length);
          for (const at of [start, end]) expect(text.slice(Math.max(0, at - 1), at + 1)).not.toMatch(PAIR);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("never makes text longer", () => {
    fc.assert(
      fc.property(anyMarkup, (source) => {
        expect(parseMarkup(source).text.length).toBeLessThanOrEqual(source.length);
      }),
    );
  });

  /** Reading these in quadratic time takes minutes: the bound is generous, but it bites. */
  it("reads 200 KB of hostile text in linear time", { timeout: 20_000 }, () => {
    const hostile = fc.constantFrom(...PIECES, ...STARTS, "*a ", " _a", "<a", "*a*", "<https://x|", "https://*");
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 3 }), (unit) => {
        const source = unit.join("").repeat(Math.ceil(200_000 / unit.join("").length));
        expect(parseMarkup(source).text.length).toBeLessThanOrEqual(source.length);
      }),
      { numRuns: 30 },
    );
  });
});

const PAIR = /^[\ud800-\udbff][\udc00-\udfff]$/;
