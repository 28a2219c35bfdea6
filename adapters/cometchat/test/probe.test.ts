import { ConfigError, TransientError } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { ageAnswer } from "../src/probe/age-edge.ts";
import { cometchatProbe } from "../src/probe/index.ts";
import { configOf, LOGGER, probe, probed, said, startApp, startStricter } from "./probe-app.ts";

const QUESTIONS = Array.from({ length: 21 }, (_, index) => `U${index + 1}`);

it("answers every question of the sheet, in whole sentences without the key", async () => {
  const app = await startApp();
  const answers = await probe(configOf(app));
  expect([...answers.keys()].sort()).toEqual([...QUESTIONS, "after"].sort());
  const messages = [...answers.values()].map(({ message }) => message);
  expect(messages.filter((message) => !/^[A-Z].*[.]$/s.test(message))).toEqual([]);
  expect(JSON.stringify([...answers])).not.toContain(app.config.apiKey);
  expect(JSON.stringify([...answers])).not.toMatch(/undefined|NaN|\[object/);
});

it("leaves nothing behind but the messages it tells of", async () => {
  const app = await startApp();
  const answers = await probe(configOf(app));
  expect(await app.users()).toEqual([]);
  expect(await app.groups()).toEqual([]);
  const messages = await app.messages();
  // A deleted message has a row of its own, besides.
  expect(answers.get("after")?.message).toContain(` ${messages.length} messages`);
});

it("U4: finds the retention in days, and options for a run", async () => {
  expect((await probed({ retentionDays: 90 })).get("U4")).toMatchObject({
    message: expect.stringContaining("up to 90 days"),
    options: { retention: "90" },
  });
  const unlimited = await probed({ retentionDays: "off" });
  expect(unlimited.get("U4")?.options).toEqual({ retention: "none" });
  expect(unlimited.get("U3")?.message).toMatch(/^Not asked/);
});

it("U3: tells what becomes of the rows around one that is too old", async () => {
  expect(await said("U3", { poisonMode: "stop" })).toMatch(
    /the row before it is stored, the row behind it is not stored/,
  );
  expect(await said("U3", { poisonMode: "skip" })).toMatch(/the row before it is stored, the row behind it is stored/);
  expect(await said("U3", { poisonMode: "row" })).toMatch(/fails by itself, with ERR_BAD_REQUEST/);
});

it("U5: knows the spelling of the headers, the limit and the buckets by headers alone", async () => {
  const rich = { requestsPerMinute: 500 };
  expect(await said("U5", { ...rich, headerStyle: "new" })).toMatch(/spelt X-RateLimit-… and allow 500/);
  expect(await said("U5", { ...rich, headerStyle: "old" })).toMatch(/spelt X-Rate-Limit-… and allow 500/);
  // So slow that no window ends between two requests, however busy the machine is.
  expect(await said("U5", rich, 10)).toMatch(/X-RateLimit-… and X-Rate-Limit-….* share one quota/);
  expect(await said("U5", { ...rich, rateBucket: "endpoint" }, 10)).toMatch(/a quota of its own/);
  expect(await said("U5")).toMatch(/no rate headers/);
});

it("U5: keeps to the quota it is given, and hands a smaller one on", async () => {
  const app = await startApp({ requestsPerMinute: 40 }, 60);
  const answers = await probe(configOf(app, { requestsPerMinute: "2400" }));
  expect(answers.get("U5")?.options).toEqual({ requestsPerMinute: "40" });
  expect((await app.requests()).filter((request) => request.endsWith(" 429"))).toEqual([]);
});

it.each([
  ["U6", "muidOnRead", true, /does not show its muid/, /^Reading a message shows its muid/],
  ["U8", "ownerAutoJoin", false, /becomes its member at once, with scope "admin"/, /does not become its member/],
  ["U9", "joinedAtEquality", "accept", /may not be \(ERR_IMPORT_INVALID_JOINEDAT\)/, /joining may be that of/],
  ["U17", "deletedData", "keep", /does not show what it said/, /still shows what it said/],
  ["U18", "keyCase", "lower", /as it was sent/, /in lower case/],
])("%s: the answer follows the switch %s", async (question, name, value, byDefault, switched) => {
  expect(await said(question)).toMatch(byDefault);
  expect(await said(question, { [name]: value })).toMatch(switched);
});

it("2.6, T13, T44: is not misled by another nesting, lists for maps, or totals of 0", async () => {
  const textsOf = async (switches: object) =>
    [...(await probed({ ...switches }))].map(([question, { message }]) => [
      question,
      message.replaceAll(/\d{10}/g, ""),
    ]);
  const plain = await textsOf({});
  expect(await textsOf({ rowNesting: "double" })).toEqual(plain);
  expect(await textsOf({ numericKeyArray: true, totalZero: true, groupsData: "map" })).toEqual(plain);
});

it("U11: finds how large a body may be", async () => {
  const app = await startApp();
  const baseUrl = await startStricter(app, ({ length }) =>
    length > 100_000 ? { status: 413, code: "ERR_BAD_REQUEST" } : undefined,
  );
  const answers = await probe(configOf(app, { baseUrl }));
  expect(answers.get("U11")?.message).toMatch(/70000 bytes is taken, one of 140000 is not/);
  expect(await said("U11")).toMatch(/560000 bytes is taken: no request of a run is larger/);
});

it("U10: tells what to do where only members may have written", async () => {
  const app = await startApp();
  const baseUrl = await startStricter(app, (body) =>
    /"sender":"[^"]*-outsider"/.test(body) ? { status: 400, code: "ERR_NOT_A_MEMBER" } : undefined,
  );
  const refused = (await probe(configOf(app, { baseUrl }))).get("U10")?.message;
  expect(refused).toMatch(/who is not in the group is refused \(ERR_NOT_A_MEMBER\), of somebody who is banned/);
  expect(refused).toMatch(/run with --sink.formerMembers join, if they may be members again/);
  expect(await said("U10")).toMatch(/who is not in the group is taken.*Messages of people who left go in/);
});

it("U12: tells which keys a message may have", async () => {
  const app = await startApp();
  const baseUrl = await startStricter(app, (body) =>
    /"muid":"[^"]{65}/.test(body) ? { status: 400, code: "ERR_BAD_REQUEST" } : undefined,
  );
  expect((await probe(configOf(app, { baseUrl }))).get("U12")?.message).toMatch(
    /36 characters is taken, of 100 characters is refused .* do not run, and report this/,
  );
  expect(await said("U12")).toMatch(/of 255 characters is taken, .* at most 100 characters/);
});

it("2.8: an app that answers no more ends it for now, and what it made is deleted", async () => {
  const app = await startApp();
  await app.order({ fault: "cut", path: "/data_import/messages", skip: 1, count: 3 });
  await expect(probe(configOf(app))).rejects.toBeInstanceOf(TransientError);
  expect([await app.users(), await app.groups()]).toEqual([[], []]);
});

it("U20: an app without data import is told, and nothing else is asked", async () => {
  const app = await startApp({ importEnabled: false });
  const answers: string[] = [];
  const asking = async () => {
    for await (const { question, message } of cometchatProbe.run(configOf(app), {
      signal: new AbortController().signal,
      logger: LOGGER,
    }))
      answers.push(`${question} ${message}`);
  };
  await expect(asking()).rejects.toBeInstanceOf(ConfigError);
  expect(answers).toEqual([expect.stringMatching(/^U20 Data import cannot be used: .*ERR_PLAN_RESTRICTION/)]);
});

it("a wrong key is told before anything is asked", async () => {
  const app = await startApp();
  const config = configOf(app, { apiKey: "0".repeat(40) });
  await expect(probe(config)).rejects.toBeInstanceOf(ConfigError);
  expect(await app.requests()).toEqual(["GET /v3/users 401"]);
});

const FAULTS = [
  "server-error",
  "commit-then-server-error",
  "commit-then-cut",
  "too-many-requests",
  "missing-key",
  "not-json",
];

it.each(FAULTS)("E6, E69: gives the same answers when the service stumbles: %s", async (fault) => {
  // Behind the fresh message and the oldest, which is sent twice, come those that decide about the age.
  for (const skip of [0, 2, 3]) {
    const app = await startApp();
    await app.order({ fault, path: "/data_import/messages", skip });
    const answers = await probe(configOf(app));
    expect(answers.get("U4")?.options).toEqual({ retention: "183" });
    expect(answers.get("U10")?.message).toMatch(/not in the group is taken/);
  }
});

it("cleans up when it is interrupted, and can be asked again", async () => {
  const app = await startApp();
  const stop = new AbortController();
  const asking = async () => {
    for await (const { question } of cometchatProbe.run(configOf(app), { signal: stop.signal, logger: LOGGER }))
      if (question === "U4") stop.abort();
  };
  await expect(asking()).rejects.toThrow();
  expect([await app.users(), await app.groups()]).toEqual([[], []]);
  expect((await probe(configOf(app))).size).toBe(QUESTIONS.length + 1);
});

it("deletes what a killed probe has left, but nothing younger than an hour and nobody else's", async () => {
  const app = await startApp();
  const young = `etl-probe-${Math.floor(Date.now() / 1_000) - 60}-owner`;
  const uids = ["etl-probe-1700000000-owner", young, "etl-probe-fans"];
  const users = Object.fromEntries(uids.map((uid) => [uid, { uid, name: uid }]));
  await app.ask("POST", "/v3/data_import/users", { users });
  const guids = ["etl-probe-1700000000-group", "etl-probe-group"];
  const groups = Object.fromEntries(guids.map((guid) => [guid, { guid, name: guid, type: "private" }]));
  await app.ask("POST", "/v3/data_import/groups", { groups });
  await probe(configOf(app));
  expect([...(await app.users())].sort()).toEqual([young, "etl-probe-fans"].sort());
  expect(await app.groups()).toEqual(["etl-probe-group"]);
});

it("U4: an edge between two days is rounded so that nothing is lost", () => {
  const noon = Date.UTC(2026, 5, 15, 12) / 1_000;
  const retention = (takenHours: number, isExact: boolean) =>
    ageAnswer({ takenHours, isExact, askedAt: noon }).options?.retention;
  expect(retention(183 * 24, true)).toBe("183");
  // Not to the second: something of the next hour is taken.
  expect(retention(183 * 24, false)).toBe("183.05");
  expect(retention(182 * 24 + 6, true)).toBe("182.3");
  // 183 days and 12 hours ago it was midnight.
  expect(retention(183 * 24 + 11, true)).toBe("183.5");
  expect(retention(183 * 24 + 12, true)).toBe("184");
});
