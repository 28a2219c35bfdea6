import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SlackExportConfig } from "../src/config.ts";
import { slackExportSource } from "../src/index.ts";
import { type Config, countsOf, keepLog, readAll, recordsOf } from "./read-all.ts";
import { MESSAGE, smallExport, USERS, writeFiles } from "./small-export.ts";
import { tempFolder } from "./support/temp-folder.ts";

const DAY = 86_400;

/** A message of U…, so many days into 2024. */
const on = (day: number, user = "U1", fields = {}) => ({
  ...MESSAGE,
  user,
  ts: `${1_704_067_200 + day * DAY}.000000`,
  ...fields,
});

/** The same export each time, read with these options. */
async function read(options: Partial<Config>) {
  const path = await smallExport({
    "users.json": [
      ...USERS,
      { id: "U3", team_id: "T1", deleted: true, profile: {} },
      { id: "U4", team_id: "T1", is_restricted: true },
      { id: "U5", team_id: "T1", is_bot: true, profile: { bot_id: "B5" } },
    ],
    "channels.json": [
      { id: "C1", name: "team-a", members: ["U1", "U3", "U4", "U5"] },
      { id: "C2", name: "general", members: ["U1"] },
      { id: "C3", name: "old", is_archived: true, members: [] },
    ],
    "dms.json": [{ id: "D00000001", members: ["U1", "U2"] }],
    "team-a/2024-01-01.json": [on(0), on(0.1, "U3"), on(0.2, "U4"), on(0.3, "U5")],
    "team-a/2024-01-11.json": [on(10), on(10.5, "U2", { subtype: "channel_join" })],
    "general/2024-01-21.json": [on(20), on(20.5, "USLACKBOT", { subtype: "tombstone", hidden: true })],
    "old/2024-01-01.json": [on(0)],
    "D00000001/2024-01-01.json": [on(0)],
  });
  const lines = await readAll({ path, ...options });
  return {
    users: [...recordsOf(lines, "user").keys()].toSorted(),
    conversations: [...recordsOf(lines, "conversation").keys()].toSorted(),
    members: [...recordsOf(lines, "membership").keys()].toSorted(),
    messages: recordsOf(lines, "message").size,
    dropped: countsOf(lines, "dropped"),
    rejected: countsOf(lines, "rejected"),
  };
}

describe("what is left out is counted under its reason", () => {
  it("nothing, unless somebody asks for it", async () => {
    const all = await read({});
    expect(all).toMatchObject({ messages: 10, dropped: {}, rejected: {} });
    expect(all.users).toEqual(["U1", "U2", "U3", "U4", "U5"]);
    expect(all.conversations).toEqual(["C1", "C2", "C3", "D00000001"]);
  });

  it.each([
    ["bots", "U5", "bot"],
    ["deletedUsers", "U3", "deleted-user"],
    ["guests", "U4", "guest"],
  ] as const)("%s: the people, their places and their words", async (option, id, code) => {
    const left = await read({ [option]: "drop" });
    expect(left.users).not.toContain(id);
    expect(left.members).not.toContain(`C1/${id}`);
    expect(left).toMatchObject({ messages: 9, dropped: { [code]: 2 } });
  });

  it("archived channels: the channel, and its files unread", async () => {
    expect(await read({ archivedChannels: "drop" })).toMatchObject({
      conversations: ["C1", "C2", "D00000001"],
      messages: 9,
      dropped: { "archived-channel": 2 },
    });
  });

  it("system messages, but the beginning of a thread that was deleted", async () => {
    expect(await read({ systemMessages: "drop" })).toMatchObject({ messages: 9, dropped: { "system-message": 1 } });
  });

  it("channels by their names", async () => {
    expect(await read({ channels: "team-*, D*" })).toMatchObject({
      conversations: ["C1", "D00000001"],
      messages: 7,
      dropped: { "other-channel": 4 },
    });
    expect(await read({ exceptChannels: "team-*" })).toMatchObject({
      conversations: ["C2", "C3", "D00000001"],
      dropped: { "excepted-channel": 3 },
    });
  });

  it.each([
    [{ exceptChannels: "gemeral, team-*" }, 'No conversation fits "gemeral" of --source.exceptChannels.'],
    [{ channels: "tea-?" }, 'No conversation fits "tea-?" of --source.channels. There are, for example: "team-a", '],
    [{ channels: "x", exceptChannels: "y" }, /"x" of --source\.channels.*\n.*"y" of --source\.exceptChannels/],
  ])("%j: a pattern that fits no conversation is refused", async (options, message) => {
    await expect(read(options)).rejects.toThrow(message);
  });

  it("a pattern may fit an id, or a folder that no index names", async () => {
    expect(await read({ exceptChannels: "C1,D00000001" })).toMatchObject({ conversations: ["C2", "C3"] });
    const path = await smallExport({ "gone/2024-01-01.json": [MESSAGE] });
    expect(recordsOf(await readAll({ path, exceptChannels: "gone" }), "message").size).toBe(0);
  });

  it("times: files far outside are not opened, messages are looked at", async () => {
    const since = await read({ since: "2024-01-11T06:00" });
    expect(since).toMatchObject({ messages: 3, dropped: { "before-since": 4 } });
    const until = await read({ until: "2024-01-11" });
    expect(until).toMatchObject({ messages: 8, dropped: { "after-until": 1 } });
  });
});

describe("--source.since and --source.until", () => {
  const config = (options: object) => SlackExportConfig.parse({ path: "x", ...options });

  it("are dates or times, in UTC unless they say else; a day is whole", () => {
    expect(config({ since: "2024-01-31", until: "2024-01-31" })).toMatchObject({
      since: Date.UTC(2024, 0, 31),
      until: Date.UTC(2024, 1, 1),
    });
    expect(config({ since: "2024-01-31T10:00" }).since).toBe(Date.UTC(2024, 0, 31, 10));
    expect(config({ since: "2024-01-31T10:00:00+02:00" }).since).toBe(Date.UTC(2024, 0, 31, 8));
  });

  it("are nothing else", () => {
    for (const since of ["yesterday", "2024-02-30", "1704067200"])
      expect(() => config({ since })).toThrow("must be a date like 2024-01-31");
  });
});

describe("--source.users", () => {
  async function readWith(csv: string) {
    const folder = await tempFolder();
    await writeFile(join(folder, "ids.csv"), csv);
    await writeFiles(folder, { "export/users.json": USERS, "export/general/2024-01-01.json": [MESSAGE] });
    const log = keepLog();
    const lines = await readAll({ path: join(folder, "export"), users: join(folder, "ids.csv") }, log);
    return {
      users: [...recordsOf(lines, "user").keys()],
      told: log.lines,
      notices: log.notices.map(([, message]) => message),
    };
  }

  it("gives people the ids they have already, by Slack id or e-mail in any case", async () => {
    const { users, told, notices } = await readWith("slack_id,email,user_id\n,ann@EXAMPLE.com,ann-7\nU2,,bob-8\n");
    expect(users).toEqual(["ann-7", "bob-8"]);
    expect(told).toEqual([["People with an id in the target already.", expect.objectContaining({ people: 2 })]]);
    expect(notices).toEqual([]);
  });

  it("tells unknown columns, rows that fit nobody, rows that come again, and no e-mail address", async () => {
    const { notices } = await readWith(
      "Email,user_id,colour\nann@example.com,a,red\nann@example.com,a,red\nzoe@example.com,z,red\nbob@x,,\n",
    );
    expect(notices).toEqual([
      expect.stringContaining('ids.csv": Columns that mean nothing here (1, first: colour).'),
      expect.stringContaining("Rows that name somebody again, with the same id (1, first: ids.csv@"),
      expect.stringContaining("Rows that fit nobody in the export (1, first: ids.csv@"),
      expect.stringContaining("Rows without a user_id were passed over (1, first: ids.csv@"),
    ]);
    expect(JSON.stringify(notices)).not.toContain("@example");
  });

  it.each([
    ["slack_id,user_id\nU1,a\nU1,b\n", 'gives the Slack user "U1" a second, other id'],
    [
      "slack_id,email,user_id\n,ann@example.com,a\nU2,,a\n",
      /ids\.csv" gives two people the id "a": the Slack user "U1" at ids\.csv@\d+, and "U2" at ids\.csv@\d+\./,
    ],
    ["slack_id,name\nU1,a\n", 'needs the columns "slack_id" or "email", and "user_id"'],
    ["email;user_id\nann@example.com;a\n", "It has: email;user_id. Commas must separate the fields, not semicolons."],
    ["slack_id,user_id\nU1\n", "cannot be used"],
  ])("%j is refused", async (csv, message) => {
    await expect(readWith(csv)).rejects.toThrow(message);
  });
});

describe("whose export it is", () => {
  const identity = async (users: readonly object[], options: Partial<Config> = {}) =>
    await slackExportSource.identity(
      SlackExportConfig.parse({ path: await smallExport({ "users.json": users }), ...options }),
    );

  it("§2.2: is told by where most people are at home, bots and guests only where there are no others", async () => {
    const guests = [
      { id: "U7", team_id: "T9", is_restricted: true },
      { id: "U8", team_id: "T9", is_bot: true },
    ];
    expect(await identity([...guests, { id: "U1", team_id: "T1" }])).toBe("slack:T1");
    expect(await identity(guests)).toBe("slack:T9");
  });

  it("of an organisation is the organisation; of one of its workspaces the workspace, whose people are no strangers", async () => {
    const user = { id: "U1", team_id: "T1", enterprise_user: { enterprise_id: "E1" } };
    expect(await identity([user])).toBe("slack:T1");
    const path = await smallExport({ "users.json": [user], "general/2024-01-01.json": [MESSAGE] });
    expect(recordsOf(await readAll({ path }), "user").get("U1")?.state).toBe("active");
    await writeFiles(path, { "org_users.json": [user] });
    expect(await slackExportSource.identity(SlackExportConfig.parse({ path }))).toBe("slack:E1");
  });

  it("is the file's name where nobody tells, and what the operator says in any case", async () => {
    expect(await identity([])).toMatch(/^slack:slack-export-/);
    expect(await identity(USERS, { name: "north" })).toBe("slack:north");
  });
});
