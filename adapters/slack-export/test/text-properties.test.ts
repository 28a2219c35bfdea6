import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainText, slackText } from "../src/text/slack-text.ts";
import { expectInside, NAMES } from "./text-marked.ts";

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const PIECES = [
  ..."*_~`<>&|:\n \0",
  "```",
  "&gt;",
  "&gt;&gt;&gt;",
  "&amp;lt;",
  "<@U0ADA>",
  "<#C0GARDEN|g>",
  "<!here>",
  "<!date^1392734382^{date}|then>",
  "<https://a.b|c *d*>",
  ":tada:",
  ":wave::skin-tone-3:",
  "\n- ",
  "[a](b:c)",
  "# ",
  "😀",
  "\ud83d",
  "word",
];
const scribble = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(""));

/** Trees of elements with every key in every place. */
const anyTree = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, 5, true, ""),
    scribble,
    fc.array(tie("node"), { maxLength: 4 }),
    fc.record(
      {
        type: fc.constantFrom(
          ..."rich_text rich_text_section rich_text_list rich_text_quote rich_text_preformatted text link user".split(
            " ",
          ),
          ..."channel usergroup broadcast date color emoji section header context image markdown table video".split(
            " ",
          ),
          ..."mrkdwn plain_text button new".split(" "),
        ),
        text: tie("node"),
        elements: tie("node"),
        fields: tie("node"),
        title: tie("node"),
        rows: tie("node"),
        url: tie("node"),
        name: tie("node"),
        unicode: fc.constantFrom("1f44d-1f3fc", "d83d", "zz", "110000", 5),
        skin_tone: fc.constantFrom(3, 9, "x"),
        style: fc.oneof(
          fc.constantFrom("ordered", "bullet"),
          fc.dictionary(fc.constantFrom("bold", "code", "x"), fc.boolean()),
        ),
        indent: fc.constantFrom(1, -1, 1e300, "2", null),
        offset: fc.constantFrom(1, -1, 1e300, "2", null),
        border: fc.constantFrom(0, 1, "x"),
        timestamp: fc.constantFrom(1, "1392734382", 1e300, Number.NaN),
        user_id: fc.constantFrom("U0ADA", "", "\ud83d", 5),
        range: fc.constantFrom("here", "channel", "x", 5),
        mrkdwn_in: tie("node"),
        blocks: tie("node"),
        fallback: tie("node"),
        from_url: fc.constantFrom("u:v", ""),
        action_id: fc.constant("a"),
      },
      { requiredKeys: ["type"] },
    ),
  ),
}));

describe("whatever an export holds", () => {
  it("§10, §11, §12: nothing is thrown and every entity lies inside the text", () => {
    fc.assert(
      fc.property(anyTree.node, anyTree.node, anyTree.node, fc.boolean(), (text, blocks, attachments, mrkdwn) => {
        expectInside(slackText({ text: text as string, blocks, attachments, mrkdwn }, NAMES));
        expectInside(slackText({ blocks: [blocks], attachments: [attachments] }, NAMES));
      }),
      { numRuns: 500 },
    );
  });

  it("§12: scribbled mrkdwn and Markdown give entities inside the text, never between halves of a character", () => {
    fc.assert(
      fc.property(scribble, (text) => {
        for (const message of [{ text }, { text, mrkdwn: false }, { blocks: [{ type: "markdown", text }] }]) {
          const read = slackText(message, NAMES);
          expectInside(read);
          const edges = read.entities.flatMap(({ start, end }) => [start, end]);
          for (const at of edges)
            expect(read.text.slice(at - 1, at + 1)).not.toMatch(/^[\ud800-\udbff][\udc00-\udfff]$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("words are never lost, however elements and blocks nest", () => {
    const wordy = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        fc.constant({ type: "text", text: "WORD" }),
        fc.record({
          type: fc.constantFrom(
            "rich_text_section",
            "rich_text_quote",
            "rich_text_list",
            "rich_text_preformatted",
            "new",
          ),
          elements: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
        }),
      ),
    }));
    fc.assert(
      fc.property(wordy.node, (element) => {
        const count = (text: string): number => text.split("WORD").length - 1;
        const { text } = slackText({ blocks: [{ type: "rich_text", elements: [element] }] }, NAMES);
        expect(count(text)).toBe(count(JSON.stringify(element)));
      }),
    );
  });
});

describe("§11: text without control sequences", () => {
  it("is the decoded input, with nothing decoded twice", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("&amp;lt;", "&lt;b&gt;", "<@U0ADA>")),
        (text) => {
          fc.pre(!/:[a-z0-9_+-]+:/.test(text));
          expect(plainText(escaped(text), NAMES)).toEqual({ text, entities: [] });
          const shown = text.trim() === "" ? "" : text;
          expect(slackText({ text: escaped(text), mrkdwn: false }, NAMES)).toEqual({ text: shown, entities: [] });
        },
      ),
    );
  });

  it("also as mrkdwn, when it holds no signs and no line begins a quote", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab &<>#-.\n;lt") }), (text) => {
        fc.pre(!/^>/m.test(text));
        const read = slackText({ text: escaped(text) }, NAMES);
        expect(read).toEqual({ text: text.trim() === "" ? "" : text, entities: [] });
      }),
    );
  });
});

/** A run of one look: as an element and as mrkdwn. */
interface Run {
  readonly element: object;
  readonly mrkdwn: string;
}

const WORDS = fc.string({ unit: fc.constantFrom(..."ab&<> ."), minLength: 1 }).map((text) => `x${text}x`);

const leaf: fc.Arbitrary<Run> = fc.oneof(
  WORDS.map((text) => ({ element: { type: "text", text }, mrkdwn: escaped(text) })),
  fc.constantFrom(
    { element: { type: "user", user_id: "U0ADA" }, mrkdwn: "<@U0ADA>" },
    { element: { type: "channel", channel_id: "C0GARDEN" }, mrkdwn: "<#C0GARDEN>" },
    { element: { type: "broadcast", range: "channel" }, mrkdwn: "<!channel>" },
    { element: { type: "emoji", name: "tada", unicode: "1f389" }, mrkdwn: ":tada:" },
    { element: { type: "emoji", name: "wave", skin_tone: 3 }, mrkdwn: ":wave::skin-tone-3:" },
    { element: { type: "link", url: "https://a.b/?c&d", text: "e > f" }, mrkdwn: "<https://a.b/?c&amp;d|e &gt; f>" },
    { element: { type: "link", url: "https://a.b/_x_*y*" }, mrkdwn: "<https://a.b/_x_*y*>" },
    { element: { type: "date", timestamp: 60, format: "{date}", fallback: "then" }, mrkdwn: "<!date^60^{date}|then>" },
    { element: { type: "text", text: "c*d", style: { code: true } }, mrkdwn: "`c*d`" },
  ),
);

const SIGNS = { bold: "*", italic: "_", strike: "~" };

const run: fc.Arbitrary<Run> = fc
  .tuple(leaf, fc.subarray(["bold", "italic", "strike"] as const))
  .map(([{ element, mrkdwn }, styles]) => ({
    element: { ...element, style: { ...("style" in element ? (element.style as object) : {}), ...styled(styles) } },
    mrkdwn: styles.reduceRight((inner, style) => `${SIGNS[style]}${inner}${SIGNS[style]}`, mrkdwn),
  }));

function styled(styles: readonly string[]): object {
  return Object.fromEntries(styles.map((style) => [style, true]));
}

/** Runs with a space between them, so that every sign stands at a boundary. */
const line: fc.Arbitrary<{ readonly elements: readonly object[]; readonly mrkdwn: string }> = fc
  .array(run, { minLength: 1, maxLength: 5 })
  .map((runs) => ({
    elements: runs.flatMap(({ element }, index) => (index === 0 ? [element] : [{ type: "text", text: " " }, element])),
    mrkdwn: runs.map(({ mrkdwn }) => mrkdwn).join(" "),
  }));

const paragraph = fc.oneof(
  line.map(({ elements, mrkdwn }) => ({ element: { type: "rich_text_section", elements }, mrkdwn })),
  line.map(({ elements, mrkdwn }) => ({
    element: { type: "rich_text_quote", elements },
    mrkdwn: `&gt; ${mrkdwn}`,
  })),
  WORDS.map((text) => ({
    element: { type: "rich_text_preformatted", elements: [{ type: "text", text }] },
    mrkdwn: `\`\`\`${escaped(text)}\`\`\``,
  })),
);

it("§10.3: rich_text and the mrkdwn that says the same give the same text and entities", () => {
  fc.assert(
    fc.property(fc.array(paragraph, { minLength: 1, maxLength: 4 }), (paragraphs) => {
      // Quotes that follow each other are one in mrkdwn.
      fc.pre(
        paragraphs.every(
          ({ mrkdwn }, at) => !(mrkdwn.startsWith("&gt;") && paragraphs[at - 1]?.mrkdwn.startsWith("&gt;")),
        ),
      );
      const blocks = [{ type: "rich_text", elements: paragraphs.map(({ element }) => element) }];
      const text = paragraphs.map(({ mrkdwn }) => mrkdwn).join("\n");
      expect(canonical(slackText({ blocks }, NAMES))).toEqual(canonical(slackText({ text }, NAMES)));
    }),
    { numRuns: 500 },
  );
});

/** Of two entities over the same words either may be the outer one. */
function canonical({ text, entities }: ReturnType<typeof slackText>): object {
  return { text, entities: entities.map((entity) => JSON.stringify(entity)).sort() };
}
