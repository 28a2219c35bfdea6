import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ALL_QUIRKS, differencesOf, TOKEN, zipSlackExport } from "@chat-etl/slack-export/generator";
import { expect, it } from "vitest";
import * as z from "zod";
import { etl, newFolder, type Sandbox, summaryOf } from "./support/etl.ts";
import { openSandbox } from "./support/sandbox.ts";
import { readTarget } from "./support/target.ts";

const FIXTURES = join(import.meta.dirname, "../adapters/slack-export/test/fixtures");

const Stored = z.object({
  conversationId: z.string(),
  sentAt: z.number(),
  sender: z.string(),
  receiver: z.string(),
  category: z.string(),
  type: z.string(),
  data: z.object({ text: z.string().optional(), attachments: z.array(z.object({ url: z.string() })).optional() }),
});

/** What CometChat's stand-in holds, a line each, for people to read. */
async function held(target: Sandbox): Promise<string> {
  const list = async (path: string) =>
    z.object({ data: z.array(z.record(z.string(), z.unknown())) }).parse(await readTarget(target, path)).data;
  const users = (await list("/users?perPage=1000")).map(({ uid, name }) => `user ${uid} ${name}`);
  const groups = (await list("/groups?perPage=1000")).map(
    ({ guid, name, type, membersCount }) => `group ${guid} ${type} of ${membersCount}: ${name}`,
  );
  // Conversations arrive side by side; each of them in order.
  const stored = (await list("/messages?affix=append&id=0&limit=1000")).map((one) => Stored.parse(one));
  const sorted = stored.toSorted((a, b) =>
    a.conversationId < b.conversationId ? -1 : Number(a.conversationId > b.conversationId),
  );
  const messages = sorted.map(({ sentAt, sender, receiver, category, type, data }) => {
    const links = (data.attachments ?? []).map(({ url }) => ` <${url}>`).join("");
    return `${new Date(sentAt * 1000).toISOString()} ${sender} → ${receiver} ${category}/${type} ${JSON.stringify(data.text ?? "")}${links}`;
  });
  return `${[...users.sort(), ...groups.sort(), ...messages].join("\n")}\n`;
}

it("the sample export, as CometChat then holds it", async () => {
  await using target = await openSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
  const env = {
    COMETCHAT_APP_ID: target.config.appId ?? "",
    COMETCHAT_REGION: target.config.region ?? "",
    COMETCHAT_API_KEY: target.config.apiKey ?? "",
    COMETCHAT_BASE_URL: target.url,
  };
  const args = ["run", "slack-export-to-cometchat", "--json", "--source.path", join(FIXTURES, "sample-export")];
  const { status, kinds } = summaryOf(await etl(args, { env }));
  expect([status, kinds.message.pending]).toEqual(["complete", 0]);
  await expect(await held(target)).toMatchFileSnapshot(join(FIXTURES, "sample-export.cometchat.golden.txt"));
}, 60_000);

it.each([1, 2])(
  "an export with every quirk there is: each message once, in order, by its author, and no token anywhere: seed %i",
  async (seed) => {
    const [cwd, path] = [newFolder(), join(newFolder(), "export.zip")];
    const world = await zipSlackExport(path, {
      seed,
      quirks: ALL_QUIRKS.filter((quirk) => quirk !== "huge-archive" && quirk !== "txt-export"),
      zip: { hasHostileNames: true },
    });
    const result = await etl(
      ["run", "slack-export-to-json", "--json", "--source.path", path, "--sink.folder", "out", "--workspace", "work"],
      { cwd },
    );
    expect(result.code, result.stderr).toBe(3);
    const lines = readFileSync(join(cwd, "out", "messages.jsonl"), "utf8")
      .trimEnd()
      .split("\n");
    expect(
      differencesOf(
        world,
        lines.map((line) => JSON.parse(line)),
      ),
    ).toEqual([]);
    for (const folder of ["out", "work"]) {
      for (const name of readdirSync(join(cwd, folder))) {
        expect(readFileSync(join(cwd, folder, name)).includes(TOKEN), name).toBe(false);
      }
    }
    expect(result.stdout + result.stderr).not.toContain("xoxe-");
  },
  120_000,
);

it("files that could not be copied stand in the summary, by why; their messages are in; old options name the new", async () => {
  const [cwd, path] = [newFolder(), newFolder()];
  const file = (id: string) => ({ id, name: "a.png", mode: "hosted", url_private: `https://127.0.0.1/${id}` });
  const day = [1, 2].map((second) => ({
    ...{ type: "message", user: "U1", text: "hi", ts: `170406720${second}.000100` },
    files: [file("F1"), file(`F2${second}`)],
  }));
  mkdirSync(join(path, "general"));
  writeFileSync(join(path, "users.json"), JSON.stringify([{ id: "U1", name: "ann" }]));
  writeFileSync(join(path, "channels.json"), JSON.stringify([{ id: "C1", name: "general", members: ["U1"] }]));
  writeFileSync(join(path, "general", "2024-01-01.json"), JSON.stringify(day));
  const attachments = [
    ...["--attachments", "copy", "--attachments.folder", "files", "--attachments.baseUrl", "https://x.org"],
  ];
  const run = ["run", "slack-export-to-json", "--json", "--source.path", path, "--sink.folder", "out", ...attachments];
  const { status, kinds, losses, files } = summaryOf(await etl(run, { cwd }));
  expect([status, kinds.message.written]).toEqual(["complete", 2]);
  expect(losses).toMatchObject({ "file-private-address": 2 });
  expect(files).toMatchObject({ policy: "copy", copied: 0, failed: { "private-address": 3 } });
  const old = await etl([...run, "--source.filesFolder", "files", "--source.attachments", "copy"], { cwd });
  expect([old.code, old.stderr]).toEqual([2, expect.stringContaining("--source.filesFolder is gone: say")]);
}, 60_000);

it("rows of the file of ids that fit nobody are shown, for people and as JSON; progress is shown once", async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, "ids.csv"), "email,user_id\nnobody@example.com,x-1\n");
  const source = ["--source.path", join(FIXTURES, "sample-export"), "--source.users", "ids.csv"];
  const run = async (folder: string, ...flags: string[]) =>
    await etl(["run", "slack-export-to-json", ...source, "--sink.folder", folder, ...flags], { cwd });
  const told = '"ids.csv": Rows that fit nobody in the export (1, first: ids.csv@';
  const { stderr } = await run("out");
  expect(stderr).toContain(`! ${told}`);
  const progress = stderr.split("\n").filter((line) => line.startsWith("  "));
  expect(progress).toEqual([...new Set(progress)]);
  const events = (await run("other", "--json")).stdout.split("\n");
  const notices = events.filter((line) => line.includes('"event":"notice"')).map((line) => JSON.parse(line));
  expect(notices).toContainEqual({ event: "notice", code: "users-file", message: expect.stringContaining(told) });
}, 60_000);

it.each([
  ["a folder of something else", import.meta.dirname, "Slack export"],
  ["no such file", "nowhere.zip", "nowhere.zip"],
])("says what is missing: %s", async (_, path, message) => {
  const { code, stderr } = await etl(["run", "slack-export-to-json", "--source.path", path, "--sink.folder", "out"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});
