import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { HAS_CHROMIUM, openBrowser } from "@chat-etl/sandbox/test-browser";
import { beforeAll, describe, expect, it } from "vitest";
import { etl, newFolder, summaryOf } from "./support/etl.ts";

const FOREIGN = "http://127.0.0.1:9/";
/** Everything that would do something, if it were more than text. */
const HOSTILE = [
  "<script>document.title = 'owned'</script>",
  `<img src="${FOREIGN}pixel.png" onerror="document.title = 'owned'">`,
  `</table></div><style>body { display: none }</style><link rel="stylesheet" href="${FOREIGN}x.css">`,
  `"><svg onload="document.title = 'owned'"><base href="${FOREIGN}">`,
  `<meta http-equiv="refresh" content="0;url=${FOREIGN}"><iframe src="${FOREIGN}"></iframe>`,
  "\u202Etxt.exe \u2067 \u0000 &lt;b&gt; {{x}}",
  "z".repeat(100_000),
];
const SECRET_WORDS = "the words of a message";

const MAPPING = `
mapping: 1
name: forum
dates: s
inputs:
  - files: "*.json"
    select: posts
    records:
      - { kind: user, derived: true, id: by, displayName: by }
      - { kind: conversation, derived: true, id: room, type: { const: channel }, title: room }
      - { kind: membership, derived: true, conversationId: room, userId: by }
      - { kind: message, id: id, conversationId: room, authorId: by, sentAt: at, text: body }
`;

/** Of each hostile text one post that goes in and loses something, one that is refused, one that is no post. */
const POSTS = HOSTILE.flatMap((words, index) => {
  const post = { by: words, room: words, at: 1_714_564_800 + index };
  return [
    { ...post, id: `${words}1`, body: `${SECRET_WORDS} <@uid:x>` },
    { ...post, id: `${words}2`, body: " " },
    { ...post, id: `${words}3`, at: words, body: SECRET_WORDS },
  ];
});

const cwd = newFolder();
let workspace = "";

beforeAll(async () => {
  writeFileSync(join(cwd, "forum.yaml"), MAPPING);
  writeFileSync(join(cwd, "forum.json"), JSON.stringify({ posts: POSTS }));
  const source = ["--source.path", "forum.json", "--source.mapping", "forum.yaml"];
  const unpaced = ["--sandbox-speed", "10000", "--sink.sandbox.retentionDays", "off"];
  await etl(["plan", "json-to-cometchat", "--sandbox", ...source, ...unpaced], { cwd });
  const run = summaryOf(await etl(["run", "json-to-cometchat", "--sandbox", "--json", ...source, ...unpaced], { cwd }));
  const verified = await etl(["verify", "json-to-cometchat", "--sandbox", ...unpaced.slice(0, 2)], { cwd });
  expect(verified.code).toBe(0);
  expect(run.kinds.message).toMatchObject({ rejected: 2 * HOSTILE.length, pending: 0 });
  expect(run.losses["mention-escaped"]).toBe(HOSTILE.length);
  workspace = run.workspace;
}, 60_000);

it("puts all it knows into one file for its owner alone, and no words of messages", async () => {
  const { code, stdout } = await etl(["report"], { cwd });
  expect([code, stdout]).toEqual([0, expect.stringContaining(`The report is in "${join(workspace, "report.html")}".`)]);
  const path = join(cwd, workspace, "report.html");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const page = readFileSync(path, "utf8");
  expect(page).toContain("Equal: what was sent is there, as it was sent.");
  expect(page).toMatch(/The plan of .* said \d+ requests and .*; so far it took \d+/);
  for (const code of ["blank-text", "mention-escaped", "time"]) expect(page).toContain(code);
  expect(page).not.toContain(SECRET_WORDS);
});

it("gives the same as JSON", async () => {
  const { stdout } = await etl(["report", "--json", "--out", "report.json"], { cwd });
  const report = JSON.parse(stdout);
  expect(JSON.parse(readFileSync(join(cwd, "report.json"), "utf8"))).toEqual(report);
  expect(report).toMatchObject({ event: "report", target: "sandbox", kinds: { message: { written: HOSTILE.length } } });
  expect(report.plan.requests).toBe(report.requests);
  expect(report.verification).toMatchObject({ status: "equal", kinds: { message: { found: HOSTILE.length } } });
  expect(report.quota).toMatchObject({ requests: 60 });
  const { stretches, underWayMs } = report.timeline;
  expect(underWayMs).toBeGreaterThan(0);
  const sum = (field: string) =>
    stretches.reduce((all: number, stretch: Readonly<Record<string, number>>) => all + (stretch[field] ?? 0), 0);
  expect(sum("requests")).toBe(report.requests);
  expect(sum("records")).toBeGreaterThanOrEqual(3 * HOSTILE.length);
  const [lost] = report.lossDetails.filter(({ code }: { readonly code: string }) => code === "mention-escaped");
  expect(lost.samples).toHaveLength(HOSTILE.length);
  expect(lost.samples[0]).toEqual({ id: `${HOSTILE[0]}1`, origin: expect.stringMatching(/^forum\.json/) });
});

it("refuses a file it cannot write, by the name of the option", async () => {
  expect(await etl(["report", "--out", "no/such/folder.html"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("Name another file with --out."),
  });
});

describe.skipIf(!HAS_CHROMIUM)(`in a real browser${HAS_CHROMIUM ? "" : " (no chromium on PATH)"}`, () => {
  it("hostile names stay text: nothing runs, nothing is asked of others, nothing is wider than a telephone", async () => {
    await using browser = await openBrowser();
    const url = pathToFileURL(join(cwd, workspace, "report.html")).href;
    for (const width of [390, 1000]) {
      await browser.visit(url, { width });
      expect(await browser.evaluate("document.title")).toBe("Migration to sandbox");
      expect(await browser.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      const strangers =
        "[...document.querySelectorAll('script, img, iframe, base, link, a, body style:not(svg style), [onerror], [onload]')].length";
      expect(await browser.evaluate(strangers)).toBe(0);
    }
    expect(await browser.evaluate("document.querySelectorAll('svg rect, svg path').length")).toBeGreaterThan(10);
    expect(await browser.evaluate("document.body.textContent.includes('<script>')")).toBe(true);
    expect(await browser.evaluate("/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.textContent)")).toBe(false);
    expect(browser.asked.filter((asked) => asked !== url)).toEqual([]);
    expect(browser.complaints).toEqual([]);
  });
});
