import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ended, etl, linesOf, newFolder, type Sandbox, startSandbox, summaryOf, UNPACED } from "./support/etl.ts";
import { bySourceConversation, readTarget, storedCount, storedMessages } from "./support/target.ts";

const DAY = Date.parse("2026-10-01T12:00:00Z");
const WORDS = "Nobody else's business";

/** An archive of three people and a group; what m2 and m4 say shows nothing, and no CometChat app takes that. */
function writeArchive(prefix = ""): string {
  const folder = newFolder();
  const message = (id: string, at: number, text: string) =>
    ({
      kind: "message",
      id: `${prefix}${id}`,
      conversationId: `${prefix}c`,
      authorId: `${prefix}ann`,
      sentAt: DAY + at * 1_000,
      text,
    }) as const;
  const files = {
    users: [
      { kind: "user", id: `${prefix}ann`, displayName: "Ann", emails: [`${prefix}Ann@Example.org`] },
      { kind: "user", id: `${prefix}bob`, displayName: "=Bob" },
      { kind: "user", id: `${prefix}cid`, displayName: "Cid" },
    ],
    conversations: [{ kind: "conversation", id: `${prefix}c`, type: "group", title: "Room", createdAt: DAY }],
    memberships: ["ann", "bob", "cid"].map((userId) => ({
      kind: "membership",
      conversationId: `${prefix}c`,
      userId: `${prefix}${userId}`,
      joinedAt: DAY + 500,
    })),
    messages: [
      message("m1", 1, WORDS),
      message("m2", 2, " "),
      { ...message("m3", 3, "an answer"), replyToId: `${prefix}m2` },
      message("m4", 4, "\t"),
    ],
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, records] of Object.entries(files))
    writeFileSync(join(folder, `${name}.jsonl`), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  writeFileSync(join(folder, "archive.json"), JSON.stringify({ source: "test:archive" }));
  return folder;
}

let target: Sandbox;
beforeAll(async () => {
  target = await startSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
}, 60_000);
afterAll(async () => await target[Symbol.asyncDispose]());

function call(cwd: string, args: readonly string[]): Promise<Ended> {
  const env = {
    COMETCHAT_APP_ID: target.config.appId ?? "",
    COMETCHAT_REGION: target.config.region ?? "",
    COMETCHAT_API_KEY: target.config.apiKey ?? "",
    COMETCHAT_BASE_URL: target.url,
  };
  return etl(args, { cwd, env });
}

describe("etl errors and etl replay", () => {
  const cwd = newFolder();
  const from = ["json-to-cometchat", "--source.path", writeArchive(), "--source.mapping", "canonical"];
  const SPACE = ["--workspace", "space"];
  const load = (command: string, ...more: readonly string[]) =>
    call(cwd, [command, ...from, ...SPACE, "--json", UNPACED[2] ?? "", UNPACED[3] ?? "", ...more]);

  it("a message that was rejected is shown, exported, put right, sent once more, and nothing is doubled", async () => {
    const first = await load("run");
    expect(first).toMatchObject({ code: 3 });
    expect(summaryOf(first).kinds.message).toMatchObject({ written: 2, rejected: 2 });

    const shown = await call(cwd, ["errors", ...SPACE]);
    expect(shown).toMatchObject({ code: 0, stderr: "" });
    expect(shown.stdout).toContain("2 × blank-text\n  The message shows nothing");
    expect(shown.stdout).toContain('message "m2", at messages.jsonl:2');
    const told = linesOf(
      await call(cwd, ["errors", ...SPACE, "--json", "--code", "blank-text", "--limit", "1", "--show-text"]),
    );
    expect(told).toMatchObject([
      { event: "reject", kind: "message", id: "m2", code: "blank-text", origin: "messages.jsonl:2", text: " " },
      { event: "errors", total: 2, groups: [{ code: "blank-text", count: 2, first: [{ id: "m2" }, { id: "m4" }] }] },
    ]);
    expect(JSON.stringify(told[1])).not.toContain('"text"');

    const file = join(cwd, "rejects.jsonl");
    const exported = await call(cwd, ["errors", ...SPACE, "--export", "rejects.jsonl"]);
    expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining("only you can read it") });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(["m2", "m4"]);
    const mended = lines.map((line) =>
      line.replace('"text":" "', '"text":"said at last"').replace('"text":"\\t"', '"text":"so was this"'),
    );
    writeFileSync(file, [mended[0], mended[1]?.replace('"sentAt":', '"sentAt":"later",')].join("\n"));
    const refused = await load("replay", "--from", "rejects.jsonl");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("rejects.jsonl:2:") });
    expect(refused.stderr).not.toContain("said at last");
    writeFileSync(file, `${mended.join("\n")}\n`);
    const replayed = await load("replay", "--from", "rejects.jsonl");
    expect([replayed.code, replayed.stderr]).toEqual([0, ""]);
    expect(summaryOf(replayed)).toMatchObject({
      status: "complete",
      sent: 2,
      losses: { order: 1 },
      released: { chosen: { message: 2 }, late: 1 },
    });
    const stored = await storedMessages(target);
    expect(bySourceConversation(stored).get("c")).toEqual(["m1", "m3", "m2", "m4"]);
    expect(stored.find(({ data }) => data.metadata?.sourceId === "m2")?.data.text).toBe("said at last");
    expect(summaryOf(await load("replay"))).toMatchObject({ status: "complete", sent: 0, requests: 0 });
    expect(await call(cwd, ["errors", ...SPACE])).toMatchObject({
      stdout: expect.stringContaining("Nothing was rejected."),
    });
  }, 120_000);

  it("say what is wrong with a call", async () => {
    const calls: readonly (readonly [readonly string[], number, string])[] = [
      [["errors", ...SPACE, "--code", "no-such"], 2, "Nothing was rejected at all"],
      [["errors", ...SPACE, "--export", "rejects.jsonl"], 2, "exists and was left as it is"],
      [["replay", "json-to-cometchat", "--from", "a", "--code", "b"], 2, "--from and --code are two choices"],
      [["map", "users"], 2, "Name a pipeline: etl map users PIPELINE"],
      [["errors", "--help"], 0, "etl errors --export rejects.jsonl"],
      [["replay", "json-to-cometchat", "--help"], 0, "--code no-receiver"],
      [["map", "users", "json-to-cometchat", "--help"], 0, "--out users.csv"],
    ];
    const answers = await Promise.all(calls.map(([args]) => call(cwd, args)));
    for (const [index, { code, stdout, stderr }] of answers.entries()) {
      const [args, exitCode, words] = calls[index] ?? [[], 0, ""];
      expect([args, code, `${stdout}${stderr}`]).toEqual([args, exitCode, expect.stringContaining(words)]);
    }
    const other = ["--workspace", "other"];
    const replayed = await call(cwd, ["replay", ...from, ...other]);
    expect(replayed).toMatchObject({ code: 2, stderr: expect.stringContaining("Nothing was loaded into") });
    expect(replayed.stderr).toContain('Run "etl run json-to-cometchat --workspace other" first');
    expect((await call(cwd, ["status", ...other])).stdout).toContain("Nothing was sent yet.");
    const name = /loaded into "([^"]+)"/.exec(replayed.stderr)?.[1] ?? "";
    const undone = await call(cwd, ["undo", ...from, ...other, "--yes-delete-from", name]);
    expect(undone).toMatchObject({ code: 2, stderr: expect.stringContaining("It never loaded anything.") });
  });
});

describe("etl map users", () => {
  it("finds who is there already, shows what it cannot decide, and a run with the file gives people their ids", async () => {
    const cwd = newFolder();
    const from = ["json-to-cometchat", "--source.path", writeArchive("x-"), "--source.mapping", "canonical"];
    const before = await storedCount(target, "users");
    for (const [uid, name, email] of [
      ["x-ann-here", "Ann before", "x-ann@example.org"],
      ["x-ann-too", "Ann the other", "x-ann@example.org"],
      ["x-bob", "=Bob there", "nobody@example.org"],
    ]) {
      const answer = await fetch(`${target.url}/v3/users`, {
        method: "POST",
        headers: {
          apikey: target.config.apiKey ?? "",
          appId: target.config.appId ?? "",
          "content-type": "application/json",
        },
        body: JSON.stringify({ uid, name, metadata: { "@private": { email } } }),
      });
      expect(answer.status).toBe(200);
    }
    const told = await call(cwd, ["map", "users", ...from, "--out", "users.csv", "--json"]);
    expect(told.stderr).toBe("");
    expect(linesOf(told).at(-1)).toMatchObject({
      ...{ event: "user-map", sourceUsers: 3, targetUsers: before + 3, conflict: 1, id: 1, none: 1 },
      conflicts: [{ source: "x-ann", targets: ["x-ann-here", "x-ann-too"] }],
    });
    const file = join(cwd, "users.csv");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, "utf8");
    expect(text).toMatch(/^source_id,source_name,source_email,target_id,target_name,how,source,target\r\nx-ann,Ann,/);
    // No spreadsheet runs his name.
    expect(text).toContain("x-bob,'=Bob,,x-bob,'=Bob there,id,test:archive,");
    const run = ["run", ...from, "--map-users", "users.csv", "--json", UNPACED[2] ?? "", UNPACED[3] ?? ""];
    expect(await call(cwd, run)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Row 2 leaves open who "x-ann" is'),
    });

    const ann = /^x-ann,.*$/m;
    writeFileSync(file, text.replace(ann, "x-ann,Ann,,x-ann-here,,given,,"));
    const moved = await call(cwd, run);
    expect(summaryOf(moved).kinds).toMatchObject({ user: { duplicate: 2, written: 1 } });
    const { data } = (await readTarget(target, "/users/x-ann-here")) as { readonly data: { readonly name: string } };
    expect(data.name).toBe("Ann before");
    const members = (await readTarget(target, "/groups/x-c/members")) as {
      readonly data: readonly { readonly uid: string }[];
    };
    expect(members.data.map(({ uid }) => uid)).toContain("x-ann-here");

    writeFileSync(file, "who,whom\nann,one\n");
    const refused = await call(cwd, [...run, "--fresh"]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("lacks the columns") });
    expect(refused.stderr).not.toContain("set aside");
  });
});
