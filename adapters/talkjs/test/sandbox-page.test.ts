import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, formOf, startClient, withConversation } from "./sandbox-client.ts";

const AT = Date.UTC(2024, 4, 1, 12);
const G1 = { type: "UserMessage", sender: "u1", text: "Hi", timestamp: AT, readBy: [] };

const html = async (client: Client, path: string) => await (await fetch(`${client.url}${path}`)).text();
const talk = (client: Client, id: string, query = "") => html(client, `/_sandbox/conversation?id=${id}${query}`);
const titlesOf = (page: string) => [...page.matchAll(/<bdi class="title">([^<]*)/g)].map(([, title]) => title);
const textsOf = (page: string) => [...page.matchAll(/<div class="text">(.*?)<\/div>/gs)].map(([, text]) => text);
/** Where the link with this text leads. */
const linkOf = (page: string, text: string) =>
  new RegExp(`href="([^"]*)">${text}<`).exec(page)?.[1]?.replaceAll("&amp;", "&");
const numbersOf = (page: string) =>
  [...page.matchAll(/<dd>([^<]*)<\/dd><dt>(\w+)/g)].map(([, n, name]) => `${n} ${name}`);

describe("the page of an empty app", () => {
  it("says that nothing has arrived, needs no key, and counts as no request", async () => {
    await using client = await startClient({ burst: 1 }, { side: "sink", speed: 0.001 });
    expect(client.page).toBe(`${client.url}/`);
    expect(await html(client, "/")).toContain("Nothing has arrived yet.");
    expect(await (await fetch(`${client.url}/_sandbox/stats`)).json()).toEqual({});
  });

  it("shows what arrives from then on, and no more what was deleted", async () => {
    await using client = await withConversation();
    const line = async () => /(\d+) messages?</.exec(await html(client, "/"))?.[1];
    expect(await line()).toBe("0");
    const { body } = await client.import([G1, { ...G1, text: "Bye", timestamp: AT + 1 }]);
    expect([await line(), textsOf(await talk(client, "c1"))]).toEqual(["2", ["Hi", "Bye"]]);
    await client.put(`/conversations/c1/messages/${body[0].id}`, { text: "Hello" });
    const edited = await talk(client, "c1");
    expect([await line(), textsOf(edited)]).toEqual(["2", ["Hello", "Bye"]]);
    expect(edited).toContain("edited");
    await client.delete(`/conversations/c1/messages/${body[1].id}`);
    expect([await line(), textsOf(await talk(client, "c1"))]).toEqual(["1", ["Hello"]]);
    await client.delete("/conversations/c1");
    expect(numbersOf(await html(client, "/"))).toEqual(["3 users", "0 conversations", "0 memberships", "0 messages"]);
  });
});

describe("the page of an app", () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient({ importDialect: "both", world: "none" });
    const names = { ann: "Ann", bob: "Bob", jose: "José <b>", eve: "Eve" };
    await client.put("/users", Object.fromEntries(Object.entries(names).map(([id, name]) => [id, { name }])));
    await client.put("/conversations/pair", { participants: ["ann", "bob"] });
    await client.put("/conversations/all", { participants: ["ann", "bob", "jose", "eve"] });
    await client.put("/conversations/team", { participants: ["ann", "jose", "eve"], subject: "Team" });
    await client.put("/conversations/team/participants/jose", { access: "Read", notify: false });
    await client.put("/conversations/empty", {});
    const hundred = Array.from({ length: 120 }, (_, n) => ({
      ...G1,
      sender: "ann",
      text: `number ${n}.`,
      timestamp: AT + 1000 * Math.floor(n / 7),
    }));
    for (let start = 0; start < 120; start += 10) await client.import(hundred.slice(start, start + 10), "team");
    const { fileToken } = (await client.upload(formOf("report.pdf", 2048))).body;
    const message = { type: "UserMessage", sender: "ann", createdAt: AT + 1_000_000 };
    const children = [
      "Hi ",
      { type: "mention", id: "jose", text: "José <b>" },
      "! ",
      { type: "bold", children: ["x"] },
    ];
    await client.import(
      [
        { ...message, content: [{ type: "text", children }], custom: { sourceId: "s1" } },
        { ...message, createdAt: message.createdAt + 1, sender: "bob", content: [{ type: "file", fileToken }] },
        { type: "SystemMessage", createdAt: message.createdAt + 2, text: "*Bob* joined" },
        { ...message, createdAt: message.createdAt + 3, content: [{ type: "location", latitude: 1.5, longitude: -2 }] },
      ],
      "pair",
    );
  });
  afterAll(() => client[Symbol.asyncDispose]());

  it("counts what is there", async () => {
    expect(numbersOf(await html(client, "/"))).toEqual(["4 users", "4 conversations", "9 memberships", "124 messages"]);
  });

  it("lists conversations by subject, else by who takes part, else by id; the latest active first", async () => {
    const page = await html(client, "/");
    const titles = titlesOf(page);
    expect(titles.slice(0, 2).toSorted()).toEqual(["Ann, Bob, José &lt;b&gt; and 1 more", "empty"]);
    expect(titles.slice(2)).toEqual(["Ann, Bob", "Team"]);
    expect(page).toContain("one to one · 2 members · 4 messages");
    expect(page).toContain("group · 3 members · 120 messages");
  });

  it("finds by subject, id or participant, whatever case or accents", async () => {
    const found = async (search: string) => titlesOf(await html(client, `/?search=${encodeURIComponent(search)}`));
    expect(await found("TEAM")).toEqual(["Team"]);
    expect(await found("pai")).toEqual(["Ann, Bob"]);
    expect((await found("jose")).length).toBe(2);
    expect(await found("%")).toEqual([]);
  });

  it("shows text with mentions by name, files as links, system messages and places with a label, custom folded", async () => {
    const page = await talk(client, "pair");
    expect(textsOf(page)).toEqual(['Hi <bdi class="mention">@José &lt;b&gt;</bdi>! x', "Bob joined", "1.5, -2"]);
    expect([...page.matchAll(/class="label">([^<]*)/g)].map(([, label]) => label)).toEqual([
      "system message",
      "location",
    ]);
    expect(page).toContain("&quot;sourceId&quot;: &quot;s1&quot;");
    const link = /href="([^"]*)"[^>]*><bdi>report\.pdf/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect((await (await fetch(link)).arrayBuffer()).byteLength).toBe(2048);
  });

  it("pages through a conversation from its newest message to its oldest and back, each once", async () => {
    const oldestFirst: (string | undefined)[] = [];
    for (let next: string | undefined = "/_sandbox/conversation?id=team"; next !== undefined; ) {
      const page: string = await html(client, next);
      oldestFirst.unshift(...textsOf(page));
      next = linkOf(page, "Older messages");
    }
    expect(oldestFirst).toHaveLength(120);
    expect(new Set(oldestFirst).size).toBe(120);
    const newestLast: (string | undefined)[] = [];
    for (let next: string | undefined = "/_sandbox/conversation?id=team&from=oldest"; next !== undefined; ) {
      const page: string = await html(client, next);
      newestLast.push(...textsOf(page));
      next = linkOf(page, "Newer messages");
    }
    expect(newestLast).toEqual(oldestFirst);
    const served = (await client.get("/conversations/team/messages?limit=100")).body.data;
    const texts = served.map(({ text }: { readonly text: string }) => text);
    expect(oldestFirst.toReversed().slice(0, 100)).toEqual(texts);
    expect(textsOf(await talk(client, "team", "&before=nonsense"))).toEqual(oldestFirst.slice(70));
  });

  it("names the participants with what is not the default", async () => {
    const page = await html(client, "/_sandbox/members?id=team");
    expect([...page.matchAll(/<bdi title="(\w+)"/g)].map(([, id]) => id)).toEqual(["ann", "jose", "eve"]);
    expect([...page.matchAll(/class="label">([^<]+)/g)].map(([, label]) => label)).toEqual(["Read, notify: false"]);
    expect(page).toContain("joined");
  });

  it("does not find a conversation that is none", async () => {
    expect((await fetch(`${client.url}/_sandbox/conversation?id=nope`)).status).toBe(404);
  });
});

describe("the page of an app with many conversations and people", () => {
  it("shows each on one page, and begins at the first when the address is nonsense", async () => {
    await using client = await startClient({ participantMax: "none", unknownParticipant: "stub" });
    const many = Array.from({ length: 130 }, (_, n) => n);
    for (const n of many) await client.put(`/conversations/c${n}`, { subject: `Talk ${n}` });
    const titles: (string | undefined)[] = [];
    for (let next: string | undefined = "/"; next !== undefined; ) {
      const page: string = await html(client, next);
      titles.push(...titlesOf(page));
      next = linkOf(page, "Next page");
    }
    expect([titles.length, new Set(titles).size]).toEqual([130, 130]);
    expect(titlesOf(await html(client, "/?after=nonsense"))).toEqual(titles.slice(0, 50));

    await client.put("/conversations/c1", { participants: Array.from({ length: 250 }, (_, n) => `m${n}`) });
    const first = await html(client, "/_sandbox/members?id=c1");
    const second = await html(client, linkOf(first, "Next page") ?? "");
    const ids = [first, second].flatMap((page) => [...page.matchAll(/<bdi title="(m\d+)"/g)].map(([, id]) => id));
    expect([ids.length, new Set(ids).size]).toEqual([250, 250]);
  });

  it("shows the sample world, every conversation of it", async () => {
    await using client = await startClient({ rate: "off" }, { sample: true });
    const { data } = (await client.get("/conversations?limit=30")).body;
    for (const { id } of data) {
      const page = await fetch(`${client.url}/_sandbox/conversation?id=${encodeURIComponent(id)}`);
      expect([id, page.status]).toEqual([id, 200]);
      await page.text();
    }
  });
});
