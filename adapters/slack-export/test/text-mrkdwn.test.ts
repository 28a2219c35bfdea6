import { describe, expect, it } from "vitest";
import { slackText } from "../src/text/slack-text.ts";
import { marked, NAMES } from "./text-marked.ts";

const read = (text: string): string => marked(slackText({ text }, NAMES));

describe("§12: emphasis", () => {
  it.each([
    ["*bold* _it_ ~s~", "<bold>bold</bold> <italic>it</italic> <strike>s</strike>"],
    ["(*bold*), _it_.", "(<bold>bold</bold>), <italic>it</italic>."],
    ["*_x_* _*y*_", "<bold><italic>x</italic></bold> <italic><bold>y</bold></italic>"],
    ["*a _b_ c*", "<bold>a <italic>b</italic> c</bold>"],
    ["snake_case_name and 2*3*4 and a*b*", "snake_case_name and 2*3*4 and a*b*"],
    ["*b*c", "*b*c"],
    ["*a*b c*", "<bold>a*b c</bold>"],
    ["ä*b*ä 日本*太字*です", "ä*b*ä 日本*太字*です"],
    ["* a * and *a *", "* a * and *a *"],
    ["*a *b*", "<bold>a *b</bold>"],
    ["*one\ntwo*", "*one\ntwo*"],
    ["**twice** __too__ ~~this~~", "**twice** __too__ ~~this~~"],
    ["*a _b* c_", "<bold>a _b</bold> c_"],
    ["\\*x\\*", "\\<bold>x\\</bold>"],
    ["*<@U0ADA>*", "<bold><user_mention U0ADA>@Ada</user_mention></bold>"],
    ["*<https://a.b|x*y>* z", "<bold><link https://a.b>x*y</link></bold> z"],
    ["*&lt;x&gt;*", "<bold><x></bold>"],
    ["_a `b*c_` d_", "<italic>a <code>b*c_</code> d</italic>"],
    ["• a\n- b\n1. c\n# d", "• a\n- b\n1. c\n# d"],
  ])("%j", (text, expected) => expect(read(text)).toBe(expected));
});

describe("§12: code", () => {
  it.each([
    ["`a *b* _c_ :tada: &lt;d&gt;`", "<code>a *b* _c_ :tada: <d></code>"],
    [
      "`<https://a.b|label>` `<https://a.b>` `<@U0ADA>`",
      "<code>label</code> <code>https://a.b</code> <code>@Ada</code>",
    ],
    ["don`t, can`t", "don`t, can`t"],
    ["`one\ntwo`", "`one\ntwo`"],
    ["``x`` `", "``x`` `"],
    ["a`b `c` d", "a`b <code>c</code> d"],
    ["<https://a.b/`x> `y`", "<link https://a.b/`x>https://a.b/`x</link> <code>y</code>"],
    ["```a *b*\n  c```", "<pre>a *b*\n  c</pre>"],
    ["```\na\n\nb\n```", "<pre>a\n\nb</pre>"],
    ["see ```a``` there", "see \n<pre>a</pre>\n there"],
    ["x\n```a\nb```\ny", "x\n<pre>a\nb</pre>\ny"],
    ["```<https://a.b?c&amp;d|l> &gt;```", "<pre>l ></pre>"],
    ["```&gt; no quote\n&gt; none```", "<pre>> no quote\n> none</pre>"],
    ["``` open", "``` open"],
  ])("%j", (text, expected) => expect(read(text)).toBe(expected));
});

describe("§12: quotes", () => {
  it.each([
    ["&gt; a\n&gt;b\nc", "<quote>a\nb</quote>\nc"],
    ["x\n&gt; *a*\n\ny", "x\n<quote><bold>a</bold></quote>\n\ny"],
    ["x &gt; y", "x > y"],
    ["x\n&gt;&gt;&gt; a\n\nb\n&gt; c", "x\n<quote>a\n\nb\n> c</quote>"],
    ["&gt;&gt;&gt;a ```b\nc```", "<quote>a \n<pre>b\nc</pre></quote>"],
    ["&gt; ```a```", "<quote><pre>a</pre></quote>"],
    ["&amp;gt; no", "&gt; no"],
  ])("%j", (text, expected) => expect(read(text)).toBe(expected));
});

it("§12: reads 200,000 signs of any kind to their end", () => {
  const tail = "x".repeat(1000);
  for (const sign of ["*a ", "`a", "```", "<", "&gt;", "_", "*a _b ~c ", ":", "\0", "&gt; a\n", ":a:"]) {
    const { text } = slackText({ text: sign.repeat(200_000 / sign.length) + tail }, NAMES);
    expect(text.endsWith(tail)).toBe(true);
  }
});
