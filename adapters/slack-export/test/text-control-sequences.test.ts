import { describe, expect, it } from "vitest";
import { plainText, slackText } from "../src/text/slack-text.ts";
import { marked, NAMES } from "./text-marked.ts";

const read = (text: string): string => marked(slackText({ text }, NAMES));

describe("§11: escaping", () => {
  it.each([
    ["&lt;b&gt; &amp; co", "<b> & co"],
    ["&amp;lt; &amp;amp;", "&lt; &amp;"],
    ["&quot; &#39; &nbsp; &AMP; &", "&quot; &#39; &nbsp; &AMP; &"],
    ["a < b", "a < b"],
    ["<https://a.b unterminated", "<https://a.b unterminated"],
    ["<<@U0ADA>", "<<user_mention U0ADA>@Ada</user_mention>"],
    ["<> <b> <no scheme|label>", "<> <b> <no scheme|label>"],
    ["\0<@U0ADA>\0", "\0<user_mention U0ADA>@Ada</user_mention>\0"],
  ])("decodes the three entities once, and an unknown or unterminated < is literal: %j", (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe("§11: mentions", () => {
  it.each([
    ["<@U0ADA>", "<user_mention U0ADA>@Ada</user_mention>"],
    ["<@W0XYZ>", "<user_mention W0XYZ>@W0XYZ</user_mention>"],
    ["<@U0ADA|ada.l>", "<user_mention U0ADA>@ada.l</user_mention>"],
    ["<@B0BOT12345>", "<user_mention B0BOT12345>@B0BOT12345</user_mention>"],
    ["<U1234|@cal>", "<user_mention U1234>@cal</user_mention>"],
    ["<@cal>", "@cal"],
    ["hi,<@U0ADA>\n<@U0ADA>!", "hi,<user_mention U0ADA>@Ada</user_mention>\n<user_mention U0ADA>@Ada</user_mention>!"],
    ["<#C0GARDEN>", "<conversation_mention C0GARDEN>#garden</conversation_mention>"],
    ["<#C0GARDEN|>", "<conversation_mention C0GARDEN>#garden</conversation_mention>"],
    ["<#C0GARDEN|old-name>", "<conversation_mention C0GARDEN>#old-name</conversation_mention>"],
    ["<#G0SECRET>", "<conversation_mention G0SECRET>#G0SECRET</conversation_mention>"],
    ["<#general>", "#general"],
    ["<!subteam^S0TEAM|@gardeners>", "@gardeners"],
    ["<!subteam^S0TEAM>", "@S0TEAM"],
  ])("%j", (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ["<!here>", "here", "@here"],
    ["<!here|here>", "here", "@here"],
    ["<!here|@here>", "here", "@here"],
    ["<@here>", "here", "@here"],
    ["<!channel>", "everyone", "@channel"],
    ["<!channel|@channel>", "everyone", "@channel"],
    ["<!group>", "everyone", "@group"],
    ["<!everyone>", "everyone", "@everyone"],
  ])("%j is a broadcast to %s", (text, to, shown) => {
    expect(read(text)).toBe(`<broadcast_mention ${to}>${shown}</broadcast_mention>`);
  });

  it.each([
    ["<!foo>", "<foo>"],
    ["<!foo|label &amp; more>", "label & more"],
  ])("an unknown command shows its label or itself: %j", (text, expected) => expect(read(text)).toBe(expected));
});

describe("§11: links", () => {
  it.each([
    ["<https://a.b/?x=1&amp;y=2>", "<link https://a.b/?x=1&y=2>https://a.b/?x=1&y=2</link>"],
    ["<https://a.b|a &gt; b | c :tada:>", "<link https://a.b>a > b | c 🎉</link>"],
    ["<https://a.b/%7Eme~*x*_y_`z`>", "<link https://a.b/%7Eme~*x*_y_`z`>https://a.b/%7Eme~*x*_y_`z`</link>"],
    ["<mailto:a@b.c|a@b.c>", "<link mailto:a@b.c>a@b.c</link>"],
    ["<mailto:a@b.c>", "<link mailto:a@b.c>a@b.c</link>"],
    ["<tel:+49123|+49 123>", "<link tel:+49123>+49 123</link>"],
    ["<slack://open>", "<link slack://open>slack://open</link>"],
    ["<|only a label>", "only a label"],
  ])("%j", (text, expected) => expect(read(text)).toBe(expected));
});

describe("§11: dates", () => {
  it.each([
    ["<!date^1392734382^{date} at {time}|Feb 18>", "<date 1392734382000>Feb 18</date>"],
    ["<!date^1392734382^{date} at {time}>", "<date 1392734382000>February 18, 2014 at 2:39 PM UTC</date>"],
    ["<!date^1392734382^{date_num} {time_secs}>", "<date 1392734382000>2014-02-18 2:39:42 PM UTC</date>"],
    [
      "<!date^1392734382^{date_long_pretty}, {ago}>",
      "<date 1392734382000>Tuesday, February 18, 2014, February 18, 2014</date>",
    ],
    [
      "<!date^1392734382^{date_short}^https://a.b/?c&amp;d|then>",
      "<date 1392734382000><link https://a.b/?c&d>then</link></date>",
    ],
    ["<!date^soon^{date}|some day>", "some day"],
    ["<!date^99999999999999999^{date}>", "99999999999999999"],
  ])("%j", (text, expected) => expect(read(text)).toBe(expected));
});

describe("§11: topics, purposes and labels", () => {
  it("have sequences and escapes, but signs mean nothing in them", () => {
    const { text, entities } = plainText("*Ask* <@U0ADA> in <#C0GARDEN|garden> &amp; _be_ `kind` :wave:", NAMES);
    expect(text).toBe("*Ask* @Ada in #garden & _be_ `kind` 👋");
    expect(entities.map(({ type }) => type)).toEqual(["user_mention", "conversation_mention"]);
  });

  it("§12: so does a message with `mrkdwn: false`", () => {
    expect(marked(slackText({ text: "*x* &lt; <@U0ADA>", mrkdwn: false }, NAMES))).toBe(
      "*x* < <user_mention U0ADA>@Ada</user_mention>",
    );
  });
});
