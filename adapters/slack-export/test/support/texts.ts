import type { Raw } from "./json.ts";

/** Ids that a text may name. */
export interface TextIds {
  readonly user: string;
  readonly channel: string;
  readonly channelName: string;
}

/** §11: every control sequence and entity, by name. `text` is as Slack writes it. */
export function controlSequences({ user, channel, channelName }: TextIds): Readonly<Record<string, string>> {
  return {
    "user mention": `hello <@${user}>!`,
    "user mention with label": `hello <@${user}|ana>!`,
    "mention of a W… user": "hello <@W0GRIDUSER1>",
    "bot mention": "hello <@B0FERRYBOT1>",
    "channel with label": `see <#${channel}|${channelName}>`,
    "channel without label": `see <#${channel}>`,
    "channel with empty label": `see <#${channel}|>`,
    broadcasts: "<!channel> <!here> <!everyone> <!group>",
    "broadcasts with label": "<!here|here> <!here|@here> <!channel|@channel>",
    "legacy broadcast": "<@here>",
    "user group": "<!subteam^S0CREWGROUP>",
    "user group with handle": "<!subteam^S0CREWGROUP|@crew>",
    date: "since <!date^1392734382^{date} at {time}|18 Feb 2014>",
    "date with link": "since <!date^1392734382^{date_short}^https://example.com/cal|18 Feb 2014>",
    "unknown command": "<!foo> and <!foo|bar>",
    link: "<https://example.com/a?b=1&amp;c=2>",
    "link with label": "<https://example.com/a?b=1&amp;c=2|one &gt; two &amp; :boat: | three>",
    "mail and telephone": "<mailto:ana@northwind.example|ana@northwind.example> <tel:+3510000|+351 0000>",
    "other schemes": `<slack://channel?id=${channel}|open> <ftp://example.com/f> <file:///tide.txt|tide>`,
    "malformed mention": `<${user}|@cal>`,
    "typed angle brackets": "&lt;b&gt;bold&lt;/b&gt; &amp;amp; &amp; &quot;quoted&quot;",
    "unterminated bracket": "3 < 4 and nothing more",
    code: "`const a = &lt;T&gt;(x) =&gt; x` and ``` two\nlines <https://example.com|here> ```",
    emphasis: "*bold* _italic_ ~gone~ *_both_* snake_case_word 2*3*4",
    quotes: "&gt; one line\nplain\n&gt;&gt;&gt; all\nthe rest",
    lists: "• one\n    ◦ two\n        ▪︎ three\n1. first\n- dash",
    emoji: ":boat: :wave::skin-tone-3: :flag-pt: :not-an-emoji: 10:80:90 :tada::heart: ⛵ :simple_smile:",
    "markdown that is none": "# no heading\n+ no list\n--- \\ no escape [x](y)",
  };
}

/** §10.2: every element, by name, each as one message's `blocks`. Their text is raw: nothing is escaped. */
export function richTexts({ user, channel }: TextIds): Readonly<Record<string, readonly Raw[]>> {
  const section = (...elements: readonly Raw[]) => ({ type: "rich_text_section", elements });
  const text = (words: string, style?: Raw) => ({ type: "text", text: words, ...(style ? { style } : {}) });
  const richText = (...elements: readonly Raw[]) => [{ type: "rich_text", block_id: "b1", elements }];
  return {
    styles: richText(
      section(
        ...["bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"].map((style) =>
          text(`${style} `, { [style]: true }),
        ),
        text("bold and italic", { bold: true, italic: true }),
      ),
    ),
    "unescaped text": richText(section(text("1 < 2 & 3 > 2 &amp; <@U1> *stars*"))),
    mentions: richText(
      section(
        { type: "user", user_id: user, style: { bold: true } },
        text(" "),
        { type: "channel", channel_id: channel },
        { type: "usergroup", usergroup_id: "S0CREWGROUP" },
        { type: "team", team_id: "T0NORTHWIND" },
        { type: "broadcast", range: "here" },
      ),
    ),
    "links and dates": richText(
      section(
        { type: "link", url: "https://example.com/a?b=1&c=2" },
        text(" "),
        { type: "link", url: "https://example.com/", text: "a <label>", unsafe: true, style: { italic: true } },
        { type: "date", timestamp: 1_392_734_382, format: "{date}", fallback: "18 Feb 2014" },
        { type: "color", value: "#9f69e7" },
      ),
    ),
    emoji: richText(
      section(
        { type: "emoji", name: "boat", unicode: "26f5" },
        { type: "emoji", name: "+1", unicode: "1f44d-1f3fc", skin_tone: 3 },
        { type: "emoji", name: "northwind-logo" },
      ),
    ),
    "nested lists": richText(
      { type: "rich_text_list", style: "bullet", indent: 0, border: 0, elements: [section(text("one"))] },
      { type: "rich_text_list", style: "bullet", indent: 1, border: 0, elements: [section(text("one below"))] },
      { type: "rich_text_list", style: "ordered", indent: 0, offset: 2, border: 0, elements: [section(text("third"))] },
    ),
    "quote and code": richText(
      { type: "rich_text_quote", elements: [text("two\nlines")] },
      { type: "rich_text_preformatted", border: 0, language: "ts", elements: [text("if (a < b) return;\n")] },
    ),
    "unknown elements": [
      ...richText(section(text("known "), { type: "hologram", value: 1 }), {
        type: "rich_text_hologram",
        elements: [],
      }),
      { type: "hologram" },
    ],
  };
}

/** A paragraph as one `rich_text` block, as every person's message has since 2020. */
export function plainBlocks(words: string): readonly Raw[] {
  return [
    {
      type: "rich_text",
      block_id: "b1",
      elements: [{ type: "rich_text_section", elements: [{ type: "text", text: words }] }],
    },
  ];
}
