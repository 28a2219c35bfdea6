import { describe, expect, it } from "vitest";
import { type SlackTextInput, slackText } from "../src/text/slack-text.ts";
import { marked, NAMES } from "./text-marked.ts";

const read = (message: SlackTextInput): string => marked(slackText(message, NAMES));
const blocks = (...list: unknown[]): string => read({ blocks: list });
const mrkdwn = (text: string): object => ({ type: "mrkdwn", text });
const plain = (text: string): object => ({ type: "plain_text", text });
const rich = (text: string): object => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
});

describe("§10.1: blocks as words", () => {
  it.each([
    [
      "section",
      { type: "section", block_id: "x9", text: mrkdwn("*a* &amp; b"), fields: [mrkdwn("c"), plain("*d*")] },
      "<bold>a</bold> & b\nc\n*d*",
    ],
    ["header", { type: "header", text: plain("Title :tada:") }, "<heading 1>Title 🎉</heading>"],
    [
      "context",
      { type: "context", elements: [{ type: "image", image_url: "u", alt_text: "icon" }, mrkdwn("by _me_")] },
      "icon by <italic>me</italic>",
    ],
    ["divider", { type: "divider" }, ""],
    [
      "image",
      { type: "image", image_url: "https://a.b/c.png?token=xoxe-1", title: plain("A cat"), alt_text: "cat" },
      "A cat",
    ],
    ["image without a title", { type: "image", alt_text: "cat" }, "cat"],
    [
      "actions",
      {
        type: "actions",
        elements: [
          { type: "button", action_id: "a", value: "v", text: plain("Yes") },
          { type: "button", action_id: "b", text: plain("No"), confirm: { title: plain("Sure?") } },
        ],
      },
      "Yes\nNo",
    ],
    [
      "input",
      {
        type: "input",
        label: plain("Name"),
        hint: plain("or none"),
        element: { type: "plain_text_input", action_id: "n" },
      },
      "Name\nor none",
    ],
    [
      "video",
      { type: "video", title: plain("Film"), title_url: "https://a.b", alt_text: "alt", description: plain("long") },
      "<link https://a.b>Film</link>\nlong",
    ],
    ["file", { type: "file", external_id: "ABC", source: "remote" }, ""],
    ["call", { type: "call", call_id: "R1", call: { v1: { id: "R1", name: "Standup" } } }, "Standup"],
    [
      "table",
      {
        type: "table",
        rows: [
          [{ type: "raw_text", text: "a" }, rich("b\nc")],
          [
            { type: "raw_text", text: "" },
            {
              type: "rich_text",
              elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "d", style: { bold: true } }] }],
            },
          ],
        ],
      },
      "a | b c\n | <bold>d</bold>",
    ],
    ["alert", { type: "alert", level: "info", text: mrkdwn("*careful*") }, "<bold>careful</bold>"],
    [
      "card",
      {
        type: "carousel",
        elements: [
          { type: "card", title: mrkdwn("T"), body: mrkdwn("B"), actions: [{ type: "button", text: plain("Go") }] },
        ],
      },
      "T\nB\nGo",
    ],
    [
      "plan",
      {
        type: "plan",
        title: "Plan",
        tasks: [{ type: "task_card", task_id: "t1", title: "Task", status: "done", details: rich("D") }],
      },
      "Plan\nTask\nD",
    ],
    [
      "unknown",
      { type: "hologram", ids: ["U1", "U2"], text: "raw &amp;", deep: [{ description: "er" }] },
      "raw &amp;\ner",
    ],
    ["not a block", "words", "words"],
    ["nothing", null, ""],
  ])("%s", (_, block, expected) => expect(blocks(block)).toBe(expected));

  it("a table of unexpected rows keeps its words", () => {
    expect(blocks({ type: "table", rows: ["a", { cells: [plain("b"), "c"] }, plain("d"), null] })).toBe("a\nb | c\nd");
  });

  it("a plain_text object decodes once, has no sequences, and codes only with `emoji`", () => {
    expect(blocks({ type: "plain_text", text: "&lt;@U0ADA&gt; &amp;amp; :tada:", emoji: false })).toBe(
      "<@U0ADA> &amp; :tada:",
    );
  });
});

describe("§10.1: markdown blocks are standard Markdown", () => {
  it.each([
    [
      "# Title #\n\n**b** *i* _j_ __k__ ~~s~~ `c*d*`",
      "<heading 1>Title</heading>\n\n<bold>b</bold> <italic>i</italic> <italic>j</italic> <bold>k</bold> <strike>s</strike> <code>c*d*</code>",
    ],
    ["***x*** snake_case 2*3", "<bold>x</bold> snake_case 2*3"],
    [
      '[la*b*el](https://a.b) ![cat](https://c.d "t") [x] (y)',
      "<link https://a.b>la*b*el</link> <link https://c.d>cat</link> [x] (y)",
    ],
    [
      "- a\n- **b**\n  1. c\nd",
      "<list_item false 0>a</list_item>\n<list_item false 0><bold>b</bold></list_item>\n<list_item true 1>c</list_item>\nd",
    ],
    ["> q\n> - r\n\nx", "<quote>q\n<list_item false 0>r</list_item></quote>\n\nx"],
    ["a\n```js\nif (a < b) **x**\n```\nb", "a\n<pre js>if (a < b) **x**</pre>\nb"],
    ["```\nopen *x*", "<pre>open *x*</pre>"],
    [
      "\\*x\\* &amp;lt; <https://a.b> <@U0ADA> :tada:",
      "*x* &lt; <link https://a.b>https://a.b</link> <user_mention U0ADA>@Ada</user_mention> 🎉",
    ],
    [
      "```<https://a.b>\n<@U0ADA>\n```",
      "```<link https://a.b>https://a.b</link>\n<user_mention U0ADA>@Ada</user_mention>\n```",
    ],
  ])("%j", (text, expected) => expect(blocks({ type: "markdown", text })).toBe(expected));
});

describe("§10.3: which of text, blocks, attachments", () => {
  it("1: rich_text wins over text, with the blocks beside it", () => {
    expect(read({ text: "a b", blocks: [rich("a *b*"), { type: "header", text: plain("H") }] })).toBe(
      "a *b*\n<heading 1>H</heading>",
    );
  });

  it("1: but not when it holds no words", () => {
    expect(read({ text: "a", blocks: [{ type: "rich_text", elements: [] }] })).toBe("a");
  });

  it("2: text comes first; other blocks add what it does not hold, without buttons", () => {
    const section = {
      type: "section",
      text: mrkdwn("*Build*  failed"),
      accessory: { type: "button", action_id: "a", text: plain("Open") },
    };
    expect(read({ text: "Build failed", blocks: [section] })).toBe("Build failed");
    expect(read({ text: "News", blocks: [section, { type: "context", elements: [mrkdwn("by CI")] }] })).toBe(
      "News\n<bold>Build</bold>  failed\nby CI",
    );
    expect(read({ text: "News", blocks: [section, section] })).toBe("News\n<bold>Build</bold>  failed");
  });

  it("2: signs alone are compared, too", () => {
    expect(read({ text: "done!", blocks: [plain("?!"), plain("!")] })).toBe("done!\n?!");
  });

  it("3: without text the blocks speak, buttons and all", () => {
    expect(
      blocks({
        type: "section",
        text: mrkdwn("Q"),
        accessory: { type: "button", action_id: "a", text: plain("Open") },
      }),
    ).toBe("Q\nOpen");
    expect(read({ text: "", blocks: [], attachments: null })).toBe("");
    expect(read({ text: " \n", blocks: [plain("x")] })).toBe("x");
  });
});

describe("§9.2: attachments", () => {
  const bot = {
    fallback: "[plain] summary",
    pretext: "*pre*",
    author_name: "Ada",
    title: "A &amp; B",
    title_link: "https://a.b",
    text: "*body* <@U0ADA>",
    fields: [{ title: "State", value: "_open_", short: true }, { title: "Log", value: "1\n2" }, "odd"],
    footer: "CI",
    mrkdwn_in: ["text"],
  };

  it("a bot's are content: their parts, mrkdwn only where `mrkdwn_in` says so", () => {
    expect(read({ text: "", attachments: [bot] })).toBe(
      "*pre*\nAda\n<link https://a.b>A & B</link>\n<bold>body</bold> <user_mention U0ADA>@Ada</user_mention>\n" +
        "State: _open_\nLog\n1\n2\nodd\nCI",
    );
  });

  it("`fallback` speaks when nothing else does", () => {
    expect(read({ attachments: [{ fallback: "a &lt; *b*", color: "red" }] })).toBe("a < *b*");
    expect(read({ attachments: [{ fallback: "[no preview available]", blocks: [plain("x")] }] })).toBe("x");
  });

  it("content is added to text that does not hold it; a preview or a quoted message is not", () => {
    expect(read({ text: "see State: open", attachments: [{ text: "State: open" }, { text: "more" }] })).toBe(
      "see State: open\nmore",
    );
    for (const sign of [
      { from_url: "https://a.b" },
      { is_msg_unfurl: true },
      { is_share: true },
      { channel_id: "C1" },
    ]) {
      expect(read({ text: "look", attachments: [{ ...sign, text: "preview" }] })).toBe("look");
      expect(read({ text: "", attachments: [{ ...sign, text: "preview" }] })).toBe("preview");
    }
  });

  it("thousands of parts are read to their end, each once", () => {
    const parts = Array.from({ length: 3000 }, (_, at) => ({ color: "red", text: `part ${at} ${"y".repeat(300)}` }));
    const lines = read({ text: "hi", attachments: [...parts, ...parts] }).split("\n");
    expect([lines.length, lines.at(-1)]).toEqual([3001, parts.at(-1)?.text]);
  });

  it("a copied message speaks through its blocks", () => {
    const message_blocks = [{ team: "T1", channel: "C1", ts: "1.2", message: { blocks: [rich("quoted")] } }];
    expect(read({ attachments: [{ is_msg_unfurl: true, fallback: "f", text: "t", message_blocks }] })).toBe("quoted");
  });
});
