import { renderText } from "@chat-etl/model";
import fc from "fast-check";
import { expect, it } from "vitest";
import { markdownText } from "../src/text/markdown.ts";

/** Text with its marks written out: `<bold>so</bold>`. */
function marked(markdown: string, chat = false): string {
  const { text, entities } = markdownText(markdown, { chat });
  return renderText(text, entities, {
    plain: (part) => part,
    entity: ({ type }, inner) => `<${type}>${inner}</${type}>`,
  });
}

it.each([
  ["plain words, 5 * 3 = 15, snake_case_name", "plain words, 5 * 3 = 15, snake_case_name"],
  [
    "**bold _and italic_** ~~gone~~ `code *x*`",
    "<bold>bold <italic>and italic</italic></bold> <strike>gone</strike> <code>code *x*</code>",
  ],
  ["[here](https://a.b) and https://c.d/e", "<link>here</link> and <link>https://c.d/e</link>"],
  ["one\ntwo\n\nthree", "one\ntwo\n\nthree"],
  ["> said\n\nanswered", "<quote>said</quote>\n\nanswered"],
  ["- a\n- b\n  - c", "<list_item>a</list_item>\n<list_item>b\n<list_item>c</list_item></list_item>"],
  ["look:\n```js\nif (a < b) **x**\n```", "look:\n<pre>if (a < b) **x**</pre>"],
  ["# Title\ntext", "<heading>Title</heading>\ntext"],
  ["\\*not bold\\*", "*not bold*"],
  ["<b>no html</b> &amp; <@123>", "<b>no html</b> &amp; <@123>"],
])("%j", (markdown, expected) => expect(marked(markdown)).toBe(expected));

it("knows what chats add to it, if asked to", () => {
  expect(marked("__under__ ||hid **den**||", true)).toBe(
    "<underline>under</underline> <spoiler>hid <bold>den</bold></spoiler>",
  );
  expect(marked("__strong__ ||bars||")).toBe("<bold>strong</bold> ||bars||");
});

it("marks lie inside the text, whatever people write", () => {
  const piece = fc.constantFrom(
    "**",
    "_",
    "~~",
    "`",
    "||",
    "__",
    "> ",
    "- ",
    "```",
    "[a](b)",
    "\n",
    " ",
    "word",
    "😀",
    "# ",
    "<x>",
    "\\",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, chat) => {
      const { text, entities } = markdownText(pieces.join(""), { chat });
      for (const { start, end } of entities) expect(0 <= start && start < end && end <= text.length).toBe(true);
    }),
  );
});
