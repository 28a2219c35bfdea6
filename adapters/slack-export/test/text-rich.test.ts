import { describe, expect, it } from "vitest";
import { slackText } from "../src/text/slack-text.ts";
import { expectInside, marked, NAMES } from "./text-marked.ts";

const text = (words: string, style?: object): object => ({ type: "text", text: words, ...(style ? { style } : {}) });
const section = (...elements: unknown[]): object => ({ type: "rich_text_section", elements });
const list = (options: object, ...items: string[]): object => ({
  type: "rich_text_list",
  style: "bullet",
  elements: items.map((item) => section(text(item))),
  ...options,
});

function read(...elements: unknown[]): string {
  return marked(slackText({ text: "fallback", blocks: [{ type: "rich_text", elements }] }, NAMES));
}

describe("§10.2: inline elements", () => {
  it.each([
    [text("a &amp; *b* :tada: <@U0ADA>"), "a &amp; *b* :tada: <@U0ADA>"],
    [{ type: "link", url: "https://a.b/?c&d", text: "here" }, "<link https://a.b/?c&d>here</link>"],
    [{ type: "link", url: "https://a.b" }, "<link https://a.b>https://a.b</link>"],
    [{ type: "user", user_id: "U0ADA" }, "<user_mention U0ADA>@Ada</user_mention>"],
    [{ type: "user", user_id: "U0NOBODY" }, "<user_mention U0NOBODY>@U0NOBODY</user_mention>"],
    [{ type: "channel", channel_id: "C0GARDEN" }, "<conversation_mention C0GARDEN>#garden</conversation_mention>"],
    [{ type: "usergroup", usergroup_id: "S0TEAM" }, "@S0TEAM"],
    [{ type: "team", team_id: "T0TEAM" }, "T0TEAM"],
    [{ type: "broadcast", range: "channel" }, "<broadcast_mention everyone>@channel</broadcast_mention>"],
    [{ type: "broadcast", range: "here" }, "<broadcast_mention here>@here</broadcast_mention>"],
    [{ type: "broadcast", range: "constructor" }, "@constructor"],
    [{ type: "date", timestamp: 1392734382, format: "{date}", fallback: "then" }, "<date 1392734382000>then</date>"],
    [{ type: "date", timestamp: "1392734382", format: "{date}" }, "<date 1392734382000>February 18, 2014</date>"],
    [{ type: "color", value: "#ff0000" }, "#ff0000"],
    [{ type: "citation", text: "new", url: "https://a.b" }, "new"],
    [
      { type: "span", elements: [text("in"), { type: "user", user_id: "U0ADA" }] },
      "in<user_mention U0ADA>@Ada</user_mention>",
    ],
    ["words", "words"],
    [{ type: "text", text: 5 }, "5"],
  ])("%j", (element, expected) => expect(read(section(element))).toBe(expected));

  it("a style that neighbours share is one entity, the longest outside", () => {
    const bold = { bold: true };
    expect(
      read(section(text("a ", bold), { type: "link", url: "u:v", text: "b", style: bold }, text(" c", bold))),
    ).toBe("<bold>a <link u:v>b</link> c</bold>");
    expect(read(section(text("a ", { italic: true }), text("b", { italic: true, bold: true }), text(" c")))).toBe(
      "<italic>a <bold>b</bold></italic> c",
    );
    expect(read(section(text("a", { bold: true, italic: true }), text(" b", { italic: true })))).toBe(
      "<italic><bold>a</bold> b</italic>",
    );
    expect(read(section(text("x", { bold: true, italic: true, strike: true, underline: true, code: true })))).toBe(
      "<bold><italic><strike><underline><code>x</code></underline></strike></italic></bold>",
    );
  });

  it("highlights and false styles are none", () => {
    expect(read(section(text("x", { highlight: true, client_highlight: true, unlink: true, bold: false })))).toBe("x");
  });
});

describe("§10.2: paragraphs", () => {
  it("stand on lines of their own, with no line too many", () => {
    expect(
      read(
        section(text("a\n")),
        { type: "rich_text_quote", elements: [text("b\nc")] },
        section(text("d")),
        {
          type: "rich_text_preformatted",
          language: "ts",
          elements: [text("if (*x*)\n"), { type: "link", url: "u:v" }],
        },
        section(text("\ne")),
      ),
    ).toBe("a\n<quote>b\nc</quote>\nd\n<pre ts>if (*x*)\nu:v</pre>\ne");
  });

  it("lists nest by sibling lists with a larger indent, and offset goes on counting", () => {
    const ordered = { style: "ordered" };
    expect(
      read(
        section(text("do:")),
        list(ordered, "one", "two"),
        list({ indent: 1 }, "detail"),
        list({ ...ordered, offset: 2 }, "three"),
      ),
    ).toBe(
      "do:\n<list_item true 0>one</list_item>\n<list_item true 0>two</list_item>\n" +
        "<list_item false 1>detail</list_item>\n<list_item true 0>three</list_item>",
    );
  });

  it("an item whose number counting would not give keeps it as text", () => {
    expect(read(list({ style: "ordered", offset: 4 }, "five", "six"))).toBe("5. five\n6. six");
  });

  it("lists with something between them count anew", () => {
    const numbered = list({ style: "ordered" }, "a");
    expect(read(numbered, section(text("b")), numbered)).toBe(
      "<list_item true 0>a</list_item>\nb\n<list_item true 0>a</list_item>",
    );
  });

  it("a list or code with a border stands in a quote", () => {
    expect(
      read(list({ border: 1 }, "a", "b"), { type: "rich_text_preformatted", border: 1, elements: [text("c")] }),
    ).toBe(
      "<quote><list_item false 0>a</list_item>\n<list_item false 0>b</list_item></quote>\n<quote><pre>c</pre></quote>",
    );
  });

  it("lenient: an item that is no section, an indent that is no number, elements that are no list", () => {
    expect(read({ type: "rich_text_list", indent: "x", elements: [text("a"), null, 7] })).toBe(
      "<list_item false 0>a</list_item>\n<list_item false 0>7</list_item>",
    );
    expect(read(null, { type: "rich_text_section", elements: "x" }, section(text("y")))).toBe("x\ny");
    expect(marked(slackText({ blocks: [{ type: "rich_text", text: "z" }] }, NAMES))).toBe("z");
  });
});

describe("10,000 levels of nesting overflow nothing and keep their words", () => {
  const nested = (wrap: (inner: unknown) => object): unknown => {
    let value: unknown = text("deep words");
    for (let level = 0; level < 10_000; level += 1) value = wrap(value);
    return value;
  };

  it.each([
    ["quotes", (inner: unknown) => ({ type: "rich_text_quote", elements: [inner] })],
    ["sections", (inner: unknown) => ({ type: "rich_text_section", elements: [inner] })],
    ["lists", (inner: unknown) => ({ type: "rich_text_list", elements: [inner] })],
    ["code", (inner: unknown) => ({ type: "rich_text_preformatted", elements: [inner] })],
    ["contexts", (inner: unknown) => ({ type: "context", elements: [inner] })],
    ["headers", (inner: unknown) => ({ type: "header", text: inner })],
    ["images", (inner: unknown) => ({ type: "image", title: inner })],
    ["videos", (inner: unknown) => ({ type: "video", description: inner })],
    ["tables", (inner: unknown) => ({ type: "table", rows: [[inner]] })],
    ["unknown elements", (inner: unknown) => ({ type: "new", elements: [inner] })],
    ["unknown objects", (inner: unknown) => ({ type: "new", inside: inner })],
    ["arrays", (inner: unknown) => [inner] as unknown as object],
  ])("%s", (_, wrap) => {
    const value = nested(wrap);
    const rich = slackText({ blocks: [{ type: "rich_text", elements: [section(value)] }] }, NAMES);
    expect(rich.text).toContain("deep words");
    expectInside(rich);
    expect(slackText({ blocks: [value] }, NAMES).text).toContain("deep words");
    expect(slackText({ blocks: [{ type: "table", rows: [[value]] }] }, NAMES).text).toContain("deep words");
    expect(slackText({ attachments: [{ blocks: value }] }, NAMES).text).toContain("deep words");
  });
});
