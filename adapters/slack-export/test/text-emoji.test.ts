import { describe, expect, it } from "vitest";
import { emojiOf } from "../src/text/emoji.ts";
import { slackText } from "../src/text/slack-text.ts";
import { marked, NAMES } from "./text-marked.ts";

describe("§13: a short code is its character", () => {
  it.each([
    ["+1", "👍"],
    ["thumbsup", "👍"],
    [":tada:", "🎉"],
    ["heart", "❤️"],
    ["hash", "#️⃣"],
    ["flag-de", "🇩🇪"],
    ["de", "🇩🇪"],
    ["flag-england", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
    ["woman-shrugging", "🤷‍♀️"],
    ["man-woman-boy", "👨‍👩‍👦"],
    ["simple_smile", "🙂"],
    ["wave::skin-tone-2", "👋🏻"],
    ["wave::skin-tone-3", "👋🏼"],
    ["wave::skin-tone-6", "👋🏿"],
    ["point_up::skin-tone-4", "☝🏽"],
    ["woman-shrugging::skin-tone-3", "🤷🏼‍♀️"],
    ["people_holding_hands::skin-tone-3", "🧑🏼‍🤝‍🧑🏼"],
    ["fire::skin-tone-3", "🔥"],
    ["man-woman-boy::skin-tone-3", "👨‍👩‍👦"],
    ["skin-tone-3", "🏼"],
  ])("%s is %s", (name, expected) => expect(emojiOf(name)).toBe(expected));

  it.each([
    ["partyparrot", ":partyparrot:"],
    ["partyparrot::skin-tone-3", ":partyparrot::skin-tone-3:"],
    ["wave::skin-tone-9", ":wave::skin-tone-9:"],
    ["__proto__", ":__proto__:"],
    ["toString", ":toString:"],
  ])("but %s, which is custom, stays %s", (name, expected) => expect(emojiOf(name)).toBe(expected));
});

describe("§13: codes in text", () => {
  it.each([
    ["hi :wave::skin-tone-3: there", "hi 👋🏼 there"],
    [":tada::heartpulse:", "🎉💗"],
    ["10:80:90 and 10:100:90 and k:v:w", "10:80:90 and 10:100:90 and k:v:w"],
    ["so :100: and :v:", "so 💯 and ✌️"],
    ["text:tada:text", "text🎉text"],
    [":partyparrot: :partyparrot::skin-tone-3: :unknown:tada:", ":partyparrot: :partyparrot::skin-tone-3: :unknown🎉"],
    ["*:slightly_smiling_face:* _:flag-de:_", "<bold>🙂</bold> <italic>🇩🇪</italic>"],
    [":man_in_tuxedo: a_b:tada:", "🤵‍♂️ a_b🎉"],
    ["👍 raw", "👍 raw"],
    ["&amp;:tada:&lt;", "&🎉<"],
  ])("%j", (text, expected) => expect(marked(slackText({ text }, NAMES))).toBe(expected));
});

describe("§13: emoji in blocks", () => {
  const read = (emoji: object): string =>
    marked(
      slackText(
        { blocks: [{ type: "rich_text", elements: [{ type: "rich_text_section", elements: [emoji] }] }] },
        NAMES,
      ),
    );

  it.each([
    [{ name: "+1", unicode: "1f44d-1f3fc" }, "👍🏼"],
    [{ name: "heart", unicode: "2764-fe0f" }, "❤️"],
    [{ name: "wave", skin_tone: 3 }, "👋🏼"],
    [{ name: "wave::skin-tone-3" }, "👋🏼"],
    [{ name: "tada", unicode: "not hex" }, "🎉"],
    [{ name: "tada", unicode: "d800" }, "🎉"],
    [{ name: "tada", unicode: "fffffff" }, "🎉"],
    [{ name: "partyparrot" }, "<custom_emoji partyparrot>:partyparrot:</custom_emoji>"],
    [{ name: "brand_new", unicode: "1f9cc" }, "🧌"],
  ])("%j is %s", (emoji, expected) => expect(read({ type: "emoji", ...emoji })).toBe(expected));
});
