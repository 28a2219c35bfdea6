import { get } from "node:http";
import { describe, expect, it } from "vitest";
import { linksOf, message, NOON, person, usePage } from "./arrived-world.ts";

const MINUTE = 60_000;
const many = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("the page of an empty platform", () => {
  const page = usePage([]);

  it("says that nothing has arrived", async () => {
    const answer = await page.get("/");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
    const html = await answer.text();
    expect(html).toContain("No conversation has arrived yet.");
    expect(html).not.toContain("<form");
  });

  it("lets the browser load its own style sheet and nothing else, run nothing, keep nothing", async () => {
    const { headers } = await page.get("/");
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    const style = await page.get("/_sandbox/page.css");
    expect([style.status, style.headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
    expect(await style.text()).not.toMatch(/url\(|@import/);
  });

  it("meets no faults, though every other request does, and is not counted", async () => {
    for (const _ of many(20)) expect((await page.get("/")).status).toBe(200);
    expect(await (await page.get("/_sandbox/stats")).json()).toEqual({});
  });

  it("takes no orders", async () => {
    expect((await fetch(`${page.url()}/_sandbox/conversation`, { method: "POST" })).ok).toBe(false);
  });

  it("says so when there is no such conversation", async () => {
    const answer = await page.get("/_sandbox/conversation?id=nowhere");
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining("no such conversation")]);
    expect((await page.get("/_sandbox/members")).status).toBe(404);
  });
});

describe("the list of conversations", () => {
  const talks = many(120).map((n) => ({ id: `talk ${n}/&?`, title: `Talk ${n}.`, kind: "group, private" }));
  const page = usePage([
    { id: "busy", title: "Busy", messages: [message("1"), message("2")], members: [person("ann")] },
    ...talks,
  ]);

  it("stands below the numbers", async () => {
    const html = await page.html("/");
    for (const number of ["<dd>1,234</dd><dt>users", "<dd>121</dd><dt>conversations", "<dd>2</dd><dt>messages"]) {
      expect(html).toContain(number);
    }
  });

  it("tells kind, members, messages and the day of the last one", async () => {
    const html = await page.html("/");
    expect(html).toContain("group · 1 member · 2 messages");
    expect(html).toContain(">4 Mar 2026</time>");
    expect(html).toContain("group, private · 0 members · 0 messages");
  });

  it("is paged: every conversation stands on one page, in order", async () => {
    const seen: string[] = [];
    for (let next: string | undefined = "/"; next !== undefined; ) {
      const html: string = await page.html(next);
      seen.push(...[...html.matchAll(/<bdi class="title">([^<]*)</g)].map(([, title = ""]) => title));
      [next] = linksOf(html, "Next page");
    }
    expect(seen).toEqual(["Busy", ...talks.map(({ title }) => title)]);
  });

  it("leads to each conversation, whatever its id is made of", async () => {
    const html = await page.html("/");
    const target = /<a href="([^"]*talk[^"]*)"/.exec(html)?.[1] ?? "";
    expect((await page.html(target.replaceAll("&amp;", "&"))).includes("<h1><bdi>Talk 1.</bdi></h1>")).toBe(true);
  });

  it("can be searched, and the search stays over its pages", async () => {
    const html = await page.html("/?search=Talk%201.");
    expect(html).toContain('value="Talk 1."');
    expect(html).toContain('<bdi class="title">Talk 1.</bdi>');
    expect(html).not.toMatch(/Talk 2\.|Busy/);
    expect(linksOf(await page.html("/?search=Talk"), "Next page")[0]).toMatch(/^\/\?search=Talk&after=/);
    expect(await page.html("/?search=%20")).toContain("Busy");
  });

  it("says so when nothing is found, and shows what was looked for as text", async () => {
    const html = await page.html(`/?search=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(html).toContain("No conversation has");
    expect(html).not.toContain("<script");
  });
});

describe("one conversation", () => {
  const bob = { id: "bob", name: "Bob" };
  const page = usePage([
    { id: "long", messages: many(120).map((n) => message(`${n}`)), members: many(250).map((n) => person(`p${n}.`)) },
    {
      id: "team",
      title: "Team",
      members: [person("ann", { role: "admin", joinedAt: NOON })],
      messages: [
        message("1", { text: ["Hello\nyou ", { mention: "Bob" }, "!"] }),
        message("2", { sentAt: NOON + MINUTE }),
        message("3", { sentAt: NOON + 12 * 60 * MINUTE, author: bob, editedAt: NOON, deletedAt: NOON }),
        message("4", { author: bob, label: "custom: location", text: ["latitude: 1"], details: { muid: "m4" } }),
        message("5", {
          text: [],
          attachments: [
            { name: "photo.png", url: "https://files.example/p.png", mimeType: "image/png", sizeBytes: 1_234_567 },
            { name: "bare", url: "https://files.example/b" },
          ],
          reactions: [{ emoji: "👍", count: 3 }],
        }),
      ],
    },
  ]);
  const idsOf = (html: string) => [...html.matchAll(/id="message-(\d+)"/g)].map(([, id]) => Number(id));

  it("begins with its newest messages, and pages lead to the oldest and back without a gap", async () => {
    const newest = await page.talk("long");
    expect(idsOf(newest)).toEqual(many(120).slice(-50));
    expect(linksOf(newest, "Newer messages")).toEqual([]);
    const older = await page.html(linksOf(newest, "Older messages")[0] ?? "");
    expect(idsOf(older)).toEqual(many(70).slice(-50));
    const oldest = await page.html(linksOf(older, "Oldest")[0] ?? "");
    expect(idsOf(oldest)).toEqual(many(50));
    expect(linksOf(oldest, "Older messages")).toEqual([]);
    expect(idsOf(await page.html(linksOf(oldest, "Newer messages")[0] ?? ""))).toEqual(many(100).slice(-50));
    expect(idsOf(await page.html(linksOf(older, "Newest")[0] ?? ""))).toEqual(idsOf(newest));
  });

  it("separates days and gives times in UTC, by the second", async () => {
    const html = await page.talk("team");
    expect(html.match(/<li class="day"><span>[^<]*/g)).toEqual([
      '<li class="day"><span>Wednesday, 4 March 2026',
      '<li class="day"><span>Thursday, 5 March 2026',
      '<li class="day"><span>Wednesday, 4 March 2026',
    ]);
    expect(html).toContain(
      '<time datetime="2026-03-04T12:01:00.000Z" title="2026-03-04 12:01:00.000 UTC">12:01:00</time>',
    );
    expect(html).toContain("all times are UTC");
  });

  it("names the author once when he goes on", async () => {
    const html = await page.talk("team");
    expect(html.match(/class="name" title="ann">Ann</g)).toHaveLength(2);
    expect(html).toMatch(/class="message plain goes-on" id="message-2"/);
  });

  it("keeps line breaks, and shows whom a message mentions", async () => {
    expect(await page.talk("team")).toContain('<div class="text">Hello\nyou <bdi class="mention">@Bob</bdi>!</div>');
  });

  it("marks what was edited or deleted, and what is no ordinary message", async () => {
    const html = await page.talk("team");
    expect(html).toMatch(/class="mark">edited <time.*class="mark">deleted <time/s);
    expect(html).toMatch(/class="message special" id="message-4"/);
    expect(html).toContain('<span class="label">custom: location</span>');
    expect(html.match(/class="label"/g)).toHaveLength(2);
  });

  it("folds what else is kept", async () => {
    expect(await page.talk("team")).toContain(
      "<details><summary>details</summary><pre>{\n  &quot;muid&quot;: &quot;m4&quot;\n}</pre></details>",
    );
  });

  it("links attachments with type and size, and loads none", async () => {
    const html = await page.talk("team");
    expect(html).toContain(
      '<a href="https://files.example/p.png" target="_blank" rel="noopener noreferrer nofollow"><bdi>photo.png</bdi></a> <span class="quiet">image/png, 1.2 MB</span>',
    );
    expect(html).toContain("<bdi>bare</bdi>");
    expect(html).not.toMatch(/<img|<video|<audio|<iframe|<object|<embed|<script| style=/);
  });

  it("counts reactions", async () => {
    expect(await page.talk("team")).toContain("<li><bdi>👍</bdi> 3</li>");
  });

  it("shows its first members, and all of them page by page", async () => {
    const team = await page.talk("team");
    expect(team).toContain('<bdi title="ann">Name of ann</bdi>');
    expect(team).toContain('<span class="label">admin</span>');
    expect(team).toMatch(/joined <time[^>]*>4 Mar 2026/);
    expect(linksOf(team, "All members")).toEqual([]);
    const first = await page.html(linksOf(await page.talk("long"), "All members")[0] ?? "");
    const second = await page.html(linksOf(first, "Next page")[0] ?? "");
    const namesOf = (html: string) => [...html.matchAll(/<bdi title="(p\d+\.)"/g)].map(([, id]) => id);
    expect([...namesOf(first), ...namesOf(second)]).toEqual(many(250).map((n) => `p${n}.`));
  });
});

describe("the page is for this machine only", () => {
  const page = usePage([{ id: "secret" }]);
  // fetch would not send another Host; a plain socket does.
  const hostAnswer = async (host: string): Promise<number> => {
    const { port } = new URL(page.url());
    return await new Promise((resolve, reject) => {
      const request = get({ port, host: "127.0.0.1", path: "/", headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      request.on("error", reject);
    });
  };

  it("answers to the machine's own names", async () => {
    const { port } = new URL(page.url());
    expect(await hostAnswer(`127.0.0.1:${port}`)).toBe(200);
    expect(await hostAnswer(`localhost:${port}`)).toBe(200);
  });

  it.each(["evil.example", "127.0.0.1.evil.example:80", "10.0.0.7:80"])(
    "refuses %s, which a foreign page may have led here",
    async (host) => {
      expect(await hostAnswer(host)).toBe(403);
    },
  );
});
