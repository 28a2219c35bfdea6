import { beforeAll, describe, expect, it } from "vitest";
import { BEGAN, group, keyed, member, message, NOW, user, useSandbox, type World } from "./sandbox-world.ts";

const html = async (world: World, path: string): Promise<string> => String((await world.ask("GET", path)).body);
const talk = (world: World, id: string, query = "") => html(world, `/_sandbox/conversation?id=${id}${query}`);
const titlesOf = (page: string) => [...page.matchAll(/<bdi class="title">([^<]*)/g)].map(([, title]) => title);
const textsOf = (page: string) => [...page.matchAll(/<div class="text">(.*?)<\/div>/gs)].map(([, text]) => text);
/** Where the link with this text leads. */
const linkOf = (page: string, text: string) =>
  new RegExp(`href="([^"]*)">${text}<`).exec(page)?.[1]?.replaceAll("&amp;", "&");
const toTeam = { receiverType: "group", receiver: "team" };

describe("the page of an empty app", () => {
  const world = useSandbox();

  it("needs no key, and says that nothing has arrived", async () => {
    const answer = await fetch(`${world.config().baseUrl}/`);
    expect(await answer.text()).toContain("Nothing has arrived yet.");
  });

  it("shows what arrives from then on", async () => {
    await world.send("users", keyed([user("ann")], "uid"));
    expect(await html(world, "/")).toContain("No conversation has arrived yet.");
    await world.send("groups", keyed([group("team")], "guid"));
    expect(await html(world, "/")).toContain("group, public · 0 members · 0 messages");
    for (const count of [1, 2]) {
      await world.send("messages", keyed([message(`m${count}`, toTeam)], "muid"));
      expect(await html(world, "/")).toContain(`group, public · 0 members · ${count} message`);
      expect(textsOf(await talk(world, "group_team"))).toHaveLength(count);
    }
  });
});

describe("the page of an app in which people react", () => {
  const world = useSandbox();

  it("shows each reaction with how many there are", async () => {
    await world.send("users", keyed([user("ann"), user("bob")], "uid"));
    await world.send("messages", keyed([message("m1", { sender: "ann", receiver: "bob" })], "muid"));
    const headers = (onBehalfOf: string) => ({ onBehalfOf });
    for (const uid of ["ann", "bob"])
      await world.ask("POST", "/v3/messages/1/reactions/%F0%9F%91%8D", { headers: headers(uid) });
    expect(await talk(world, "ann_user_bob")).toMatch(/👍[^<]*2|👍.{0,80}2/s);
  });
});

describe("the page of an app", () => {
  const world = useSandbox({ importQuota: "off" });
  beforeAll(async () => {
    const people = ["ann", "bob", "cem", "eve"].map((uid) => user(uid));
    await world.send("users", keyed([...people, user("jose", { name: "José <b>" })], "uid"));
    await world.send("groups", keyed([group("team", { type: "private", owner: "ann" }), group("quiet")], "guid"));
    const members = [member("team", "eve", { isBanned: true }), member("team", "jose", { scope: "moderator" })];
    await world.send("members", keyed([...members, member("team", "bob")], "memberId"));
    const messages = Array.from({ length: 120 }, (_, n) =>
      message(`t${n}`, { ...toTeam, sentAt: BEGAN + 100 + n, data: { text: `number ${n}.` } }),
    );
    const attachment = { name: "a.pdf", mimeType: "application/pdf", extension: "pdf", url: "https://f.example/a.pdf" };
    for (const start of [0, 50, 100]) await world.send("messages", keyed(messages.slice(start, start + 50), "muid"));
    await world.send("messages", {
      d1: message("d1", { data: { text: "Hi <@uid:jose>, <@all:all>!", metadata: { sourceId: "s1" } }, tags: ["x"] }),
      d2: message("d2", { sender: "bob", receiver: "ann", sentAt: NOW - 5 }),
      d3: message("d3", {
        sentAt: NOW - 5,
        type: "file",
        data: {
          attachments: [
            { ...attachment, size: "2048" },
            { ...attachment, url: "javascript:alert(1)" },
          ],
        },
      }),
      d4: message("d4", {
        category: "custom",
        type: "location",
        sentAt: NOW - 4,
        data: { customData: { text: "Here", latitude: 1.5, more: { a: 1 } } },
      }),
      own: message("own", { sender: "cem", receiver: "cem" }),
    });
  });

  it("counts what is there", async () => {
    const page = await html(world, "/");
    for (const number of [
      "5</dd><dt>users",
      "4</dd><dt>conversations",
      "4</dd><dt>memberships",
      "125</dd><dt>messages",
    ]) {
      expect(page).toContain(`<dd>${number}`);
    }
  });

  it("lists groups by name and pairs by their people, the latest active first", async () => {
    const page = await html(world, "/");
    expect(titlesOf(page)).toEqual(["ANN, BOB", "TEAM", "CEM", "QUIET"]);
    expect(page).toContain("one to one · 2 members · 4 messages");
    expect(page).toContain("group, private · 3 members · 120 messages");
    expect(page).toContain("one to one · 1 member · 1 message<");
  });

  it("finds by name or id, whatever case or accents", async () => {
    const found = async (search: string) => titlesOf(await html(world, `/?search=${encodeURIComponent(search)}`));
    expect(await found("bob")).toEqual(["ANN, BOB"]);
    expect(await found("group_q")).toEqual(["QUIET"]);
    expect(await found("%")).toEqual([]);
    await world.send("messages", { j: message("j", { sender: "jose", receiver: "eve" }) });
    expect(await found("JOSE <B")).toEqual(["EVE, José &lt;b&gt;"]);
  });

  it("shows both sides of a pair in one conversation, mentions by name, files as links that are safe", async () => {
    const page = await talk(world, "ann_user_bob");
    expect(textsOf(page)).toEqual([
      'Hi <bdi class="mention">@José &lt;b&gt;</bdi>, <bdi class="mention">@all</bdi>!',
      "hello",
      "Here\nlatitude: 1.5\nmore: {&quot;a&quot;:1}",
    ]);
    expect(page).toContain('<bdi>a.pdf</bdi></a> <span class="quiet">application/pdf, 2 kB</span>');
    expect(page).toContain('<bdi>a.pdf</bdi> <span class="quiet">application/pdf, no web address</span>');
    expect(page).not.toContain("javascript:");
    expect(page).toContain('<span class="label">custom: location</span>');
    expect(page).toContain("&quot;sourceId&quot;: &quot;s1&quot;");
  });

  it("pages through a group from its newest message to its oldest and back", async () => {
    const numbersOf = (page: string) => textsOf(page).map((text) => Number(text?.slice(7, -1)));
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
    const newest = await talk(world, "group_team");
    expect(numbersOf(newest)).toEqual(range(70, 120));
    const older = await html(world, linkOf(newest, "Older messages") ?? "");
    expect(numbersOf(older)).toEqual(range(20, 70));
    const oldest = await html(world, linkOf(older, "Older messages") ?? "");
    expect(numbersOf(oldest)).toEqual(range(0, 20));
    expect(linkOf(oldest, "Older messages")).toBeUndefined();
    expect(numbersOf(await html(world, linkOf(oldest, "Newer messages") ?? ""))).toEqual(range(20, 70));
    const beginning = await talk(world, "group_team", "&from=oldest");
    expect([numbersOf(beginning), linkOf(beginning, "Older messages")]).toEqual([range(0, 50), undefined]);
    const middle = await html(world, linkOf(beginning, "Newer messages") ?? "");
    const end = await html(world, linkOf(middle, "Newer messages") ?? "");
    expect([numbersOf(end), linkOf(end, "Newer messages")]).toEqual([range(100, 120), undefined]);
    expect(numbersOf(await html(world, linkOf(end, "Older messages") ?? ""))).toEqual(range(50, 100));
    expect(numbersOf(await talk(world, "group_team", "&before=nonsense"))).toEqual(range(70, 120));
  });

  it("names a group's members with their scopes, those banned last and not counted", async () => {
    const page = await html(world, "/_sandbox/members?id=group_team");
    expect([...page.matchAll(/<bdi title="(\w+)"/g)].map(([, uid]) => uid)).toEqual(["ann", "jose", "bob", "eve"]);
    expect([...page.matchAll(/class="label">(\w+)/g)].map(([, label]) => label)).toEqual([
      "admin",
      "moderator",
      "banned",
    ]);
    expect(page).toContain("3 members");
  });

  it("shows the same after a restart", async () => {
    const before = await html(world, "/");
    await world.restart();
    expect(await html(world, "/")).toBe(before);
  });
});

describe("the page of an app with many conversations", () => {
  const world = useSandbox();
  beforeAll(async () => {
    const groups = Array.from({ length: 130 }, (_, n) => group(`g${n}`, { name: `Group ${n}.` }));
    await world.send("users", keyed([user("ann")], "uid"));
    for (const start of [0, 50, 100]) await world.send("groups", keyed(groups.slice(start, start + 50), "guid"));
    const some = groups
      .slice(0, 50)
      .map(({ guid }, n) =>
        message(`m${n}`, { receiverType: "group", receiver: guid, sentAt: BEGAN + 10 + Math.floor(n / 20) }),
      );
    await world.send("messages", keyed(some, "muid"));
  });

  it("shows each on one page, also those of the same second and those without messages", async () => {
    const titles: (string | undefined)[] = [];
    for (let next: string | undefined = "/"; next !== undefined; ) {
      const page: string = await html(world, next);
      titles.push(...titlesOf(page));
      next = linkOf(page, "Next page");
    }
    expect(titles).toHaveLength(130);
    expect(new Set(titles).size).toBe(130);
    expect(titles.slice(0, 10).every((title) => /^Group 4\d\.$/.test(title ?? ""))).toBe(true);
  });

  it("begins at the first one when the address is nonsense", async () => {
    expect(titlesOf(await html(world, "/?after=nonsense"))).toEqual(titlesOf(await html(world, "/")));
  });
});
