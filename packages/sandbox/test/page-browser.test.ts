import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { message, NOON, person, usePage } from "./arrived-world.ts";
import { type Browser, HAS_CHROMIUM, openBrowser } from "./browser.ts";

const FOREIGN = "http://127.0.0.1:9/";
/** Everything that would do something, if it were more than text. */
const HOSTILE = [
  "<script>document.title = 'owned'</script>",
  `<img src="${FOREIGN}pixel.png" onerror="document.title = 'owned'">`,
  `</p></div></li></ol></main><style>body { display: none }</style><link rel="stylesheet" href="${FOREIGN}x.css">`,
  `"><svg onload="document.title = 'owned'"><base href="${FOREIGN}">`,
  `<meta http-equiv="refresh" content="0;url=${FOREIGN}"><iframe src="${FOREIGN}"></iframe>`,
  "javascript:document.title='owned'",
  "\u202Etxt.exe \u2067 \u0000 &lt;b&gt; {{x}}",
  `Z${"\u0301\u0322\u0355".repeat(300)}`,
].join("\n");
const ENDLESS = "x".repeat(100_000);

describe.skipIf(!HAS_CHROMIUM)(`in a real browser${HAS_CHROMIUM ? "" : " (no chromium on PATH)"}`, () => {
  const page = usePage([
    ...[HOSTILE, ENDLESS].map((words, index) => ({
      id: `${index}${words.slice(0, 500)}`,
      title: words,
      kind: "group",
      members: [person(words.slice(0, 500), { name: words, role: words.slice(0, 90) })],
      messages: [
        message(`1${words.slice(0, 500)}`, {
          author: { id: words.slice(0, 500), name: words },
          text: [words, { mention: words }],
          label: words.slice(0, 300),
          attachments: ["javascript:document.title='owned'", `${FOREIGN}photo.png`].map((url) => ({
            name: words,
            url,
            mimeType: words,
          })),
          reactions: [{ emoji: words, count: 1e15 }],
          details: { [words]: words },
        }),
      ],
    })),
    {
      id: "team",
      title: "Team",
      messages: Array.from({ length: 120 }, (_, index) => message(`${index}`, { sentAt: NOON + index * 3_600_000 })),
    },
  ]);
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser[Symbol.asyncDispose]());

  /** The parts of the page that would not be there if all of it were text. */
  const strangers = () =>
    browser.evaluate<string[]>(
      "[...document.querySelectorAll('script, img, svg, iframe, base, style, meta[http-equiv], [onerror], [onload], [style]')].map(({ outerHTML }) => outerHTML)",
    );
  /** Finds a link by how it begins, as an expression for the browser. */
  const link = (text: string) =>
    `[...document.links].find(({ textContent }) => textContent.trim().startsWith(${JSON.stringify(text)}))`;
  const links = () => browser.evaluate<string[]>("[...document.querySelectorAll('.list a')].map(({ href }) => href)");

  it("hostile names and words stay words: nothing runs, nothing is asked of others, nothing is wider than a telephone", async () => {
    await browser.visit(page.url(), { width: 390 });
    for (const url of [page.url(), ...(await links())]) {
      await browser.visit(url, { width: 390 });
      await browser.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
      expect(await strangers()).toEqual([]);
      expect(await browser.evaluate("document.title")).toMatch(/Parley sandbox$/);
      expect(await browser.evaluate("document.documentElement.scrollWidth")).toBe(390);
      const targets = await browser.evaluate<string[]>("[...document.links].map(({ protocol }) => protocol)");
      expect(targets.filter((protocol) => protocol !== "http:")).toEqual([]);
    }
    expect(browser.asked.filter((url) => !url.startsWith(page.url()) && !url.startsWith("data:"))).toEqual([]);
    expect(browser.complaints).toEqual([]);
  });

  it("shows hostile words as they were written, but for what cannot be seen", async () => {
    await browser.visit(page.url());
    await browser.leave("document.querySelector('.list a').click()");
    const shown = await browser.evaluate<string>("document.querySelector('.text').textContent");
    expect(
      shown.startsWith(
        HOSTILE.replace("\u202E", "⟦U+202E⟧").replace("\u2067", "⟦U+2067⟧").replace("\u0000", "⟦U+0000⟧"),
      ),
    ).toBe(true);
  });

  it("wears its style sheet, dark for who likes it dark", async () => {
    const colour = () => browser.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    await browser.visit(page.url());
    expect(await colour()).toBe("rgb(244, 245, 248)");
    await browser.visit(page.url(), { width: 1000, isDark: true });
    expect(await colour()).toBe("rgb(20, 22, 27)");
  });

  it("a person finds a conversation and reads it back to its beginning", async () => {
    await browser.visit(page.url());
    await browser.leave("document.querySelector('input').value = 'Team'; document.querySelector('button').click()");
    expect(await links()).toHaveLength(1);
    await browser.leave("document.querySelector('.list a').click()");
    const first = () => browser.evaluate<string>("document.querySelector('.text').textContent");
    expect(await first()).toBe("words of 70");
    await browser.leave(`${link("Older messages")}.click()`);
    expect(await first()).toBe("words of 20");
    await browser.leave(`${link("Older messages")}.click()`);
    expect(await first()).toBe("words of 0");
    expect(await browser.evaluate(`${link("Older messages")} === undefined`)).toBe(true);
    await browser.leave(`${link("All conversations")}.click()`);
    expect(await links()).toHaveLength(3);
  });
});
