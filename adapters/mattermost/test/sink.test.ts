import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AnyRecord, type ChatRecord, type RecordInput } from "@chat-etl/model";
import { afterEach, expect, it } from "vitest";
import { mattermostSink } from "../src/index.ts";
import { problemsOf } from "./support/import-rules.ts";
import { linesIn, move } from "./support/move.ts";
import { readExport } from "./support/read-export.ts";

const { signal } = new AbortController();
const AT = Date.UTC(2024, 0, 1);
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function newPath(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mattermost-"));
  folders.push(folder);
  return join(folder, name);
}

const said = (id: string, facts: object) =>
  ({ kind: "message", id, conversationId: "lobby", authorId: "ann", sentAt: AT, text: id, ...facts }) as const;

const WORLD: readonly ChatRecord[] = (
  [
    ...["Zoë", "ann", "bob", "system-voice"].map((id) => ({ kind: "user", id, displayName: `Name of ${id}` }) as const),
    { kind: "conversation", id: "lobby", type: "channel", visibility: "public", title: "The lobby" },
    { kind: "conversation", id: "crew/attic", type: "group", topic: "x".repeat(2_000) },
    { kind: "conversation", id: "two", type: "direct" },
    ...["Zoë", "ann", "bob"].map((userId) => ({ kind: "membership", conversationId: "lobby", userId }) as const),
    { kind: "membership", conversationId: "crew/attic", userId: "ann", role: "admin", lastReadAt: AT },
    ...["ann", "bob"].map((userId) => ({ kind: "membership", conversationId: "two", userId }) as const),
    said("late root", { sentAt: AT + 9_000 }),
    said("root", { pin: {}, reactions: [{ emoji: "👍", userId: "Zoë" }] }),
    said("late reply", { sentAt: AT + 8_000, threadRootId: "root" }),
    said("reply", { sentAt: AT + 1_000, threadRootId: "root", authorId: "bob", editedAt: AT + 2_000 }),
    said("orphan", { sentAt: AT + 500, threadRootId: "never sent" }),
    said("whisper", { conversationId: "two", sentAt: AT + 1, text: "x ".repeat(9_000) }),
    said("notice", { authorId: null, type: "system", event: "renamed" }),
  ] as const satisfies readonly RecordInput[]
).map((record) => AnyRecord.parse(record));

it("writes a folder that the import's rules take, in its order of types, threads whole, oldest first and as they came", async () => {
  const path = await newPath("import");
  const { finish } = await move(WORLD, path, { team: "town", teamTitle: "The town" });
  const lines = await linesIn(path);
  expect(problemsOf(lines)).toEqual([]);
  expect(lines.map(({ type }) => type)).toEqual([
    ...["version", "team", "team", "channel", "channel", "user", "user", "user", "user"],
    ...["post", "post", "post", "post", "direct_channel", "direct_post"],
  ]);
  expect(lines.slice(1, 3)).toMatchObject([
    { team: { name: "town", display_name: "The town" } },
    { team: { name: "crew" } },
  ]);
  const posts = lines.filter((line): line is Post => line.type === "post").map(({ post }) => post);
  expect(posts.map(({ message, replies = [] }) => [message, replies.map((one) => one.message)])).toEqual([
    ["root", ["reply", "late reply"]],
    ["notice", []],
    ["orphan", []],
    ["late root", []],
  ]);
  const before = await readFile(join(path, "import.jsonl"), "utf8");
  await finish();
  expect(await readFile(join(path, "import.jsonl"), "utf8")).toBe(before);
});

interface Post {
  readonly type: "post";
  readonly post: { readonly message: string; readonly replies?: readonly { readonly message: string }[] };
}

it("puts memberships inside their users, by teams", async () => {
  const path = await newPath("import");
  await move(WORLD, path);
  const users = (await linesIn(path)).filter(({ type }) => type === "user");
  expect(users).toContainEqual({
    type: "user",
    user: expect.objectContaining({
      username: "ann",
      teams: [
        { name: "imported", roles: "team_user", channels: [{ name: "lobby", roles: "channel_user" }] },
        {
          ...{ name: "crew", roles: "team_user" },
          channels: [{ name: "attic", roles: "channel_user channel_admin", last_viewed_at: AT }],
        },
      ],
    }),
  });
});

it("leaves out the places of people who were not sent, wherever their names sort, and tells it", async () => {
  const path = await newPath("import");
  const places = ["aaron", "bert", "zora"].map((userId) => ({ kind: "membership", conversationId: "lobby", userId }));
  const { notices } = await move([...WORLD.slice(0, 7), ...places.map((record) => AnyRecord.parse(record))], path);
  expect(problemsOf(await linesIn(path))).toEqual([]);
  expect(notices).toEqual([expect.stringMatching(/^places-alone: Places .*: 3\. /)]);
});

it("tells of posts that an import cannot tell apart", async () => {
  const posts = [said("1", { text: "Aye" }), said("2", { text: "Aye", authorId: "bob" }), said("3", { text: "No" })];
  const later = said("4", { text: "Aye", sentAt: AT + 1 });
  const world = [...WORLD.slice(0, 7), ...[...posts, later].map((record) => AnyRecord.parse(record))];
  const { notices } = await move(world, await newPath("import"));
  expect(notices).toEqual([expect.stringMatching(/^posts-alike: Posts .*: 1\. /)]);
});

it("writes an archive where the path ends in .zip, that reads as the folder does", async () => {
  const [folder, zip] = [await newPath("import"), await newPath("import.zip")];
  await move(WORLD, folder);
  await move(WORLD, zip);
  expect(await readExport(zip)).toEqual(await readExport(folder));
  expect(existsSync(`${zip}.new`)).toBe(false);
});

interface User {
  readonly user: { readonly username: string; readonly email: string };
}

async function check(
  options: { readonly path: string; readonly [option: string]: string },
  facts: object,
): Promise<void> {
  const context = { signal: new AbortController().signal, logger: SILENT };
  const sink = await mattermostSink.open(mattermostSink.config.parse(options), { ...context, ...facts });
  await sink.check();
}

it("is made for its owner's eyes only; a folder that was there stays as it was", async () => {
  const path = await newPath("import.zip");
  await move(WORLD, path);
  const modeOf = async (...names: readonly string[]) => ((await stat(join(...names))).mode & 0o777).toString(8);
  expect([await modeOf(path), await modeOf(`${path}.parts`)]).toEqual(["600", "700"]);
  const files = await readdir(`${path}.parts`);
  expect(files).toHaveLength(6);
  for (const name of files) expect([name, await modeOf(`${path}.parts`, name)]).toEqual([name, "600"]);
  const folder = await newPath("open");
  await mkdir(folder, { mode: 0o755 });
  await move(WORLD, folder);
  expect([await modeOf(folder), await modeOf(folder, "import.jsonl")]).toEqual(["755", "600"]);
});

it("does not begin over what is there; what it works in does not count", async () => {
  const path = await newPath("import.zip");
  await mkdir(join(`${path}.parts`, "scratch"), { recursive: true });
  await check({ path }, { isFirst: true });
  await writeFile(path, "somebody's own");
  await expect(check({ path }, { isFirst: true })).rejects.toThrow("is there already");
  await check({ path }, { isFirst: false });
  await rm(path);
  await writeFile(join(`${path}.parts`, "users.jsonl"), "{}\n");
  await expect(check({ path }, { isFirst: true })).rejects.toThrow("is there already");
});

it("makes its folder with a later batch, when the first could not", async () => {
  const path = await newPath("import.zip");
  const { signal } = new AbortController();
  const sink = await mattermostSink.open(mattermostSink.config.parse({ path }), { signal, logger: SILENT });
  await writeFile(`${path}.parts`, "in the way");
  await expect(sink.send.user([], { signal })).rejects.toThrow("cannot be");
  await rm(`${path}.parts`);
  await sink.send.user([], { signal });
  expect(existsSync(join(`${path}.parts`, "options.json"))).toBe(true);
});

it("does not go on without all of what it wrote", async () => {
  const path = await newPath("import.zip");
  await move(WORLD.slice(0, 1), path);
  await check({ path }, { hasWritten: true });
  await rm(join(`${path}.parts`, "posts.jsonl"));
  await expect(check({ path }, { hasWritten: true })).rejects.toThrow("is gone: posts.jsonl.");
  await rm(`${path}.parts`, { recursive: true });
  await mkdir(join(`${path}.parts`, "scratch"), { recursive: true });
  await expect(check({ path }, { hasWritten: true })).rejects.toThrow("users.jsonl");
});

const SENDS = [
  ["users", "user"],
  ["channels", "conversation"],
  ["memberships", "membership"],
  ["posts", "message"],
] as const;

it.each(SENDS)(
  "notices that its %s were emptied, cut or damaged, names the file, and changes nothing",
  async (name, kind) => {
    const path = await newPath("import");
    const { finish } = await move(WORLD, path);
    const before = await readFile(join(path, "import.jsonl"), "utf8");
    const file = join(`${path}.parts`, `${name}.jsonl`);
    const whole = await readFile(file, "utf8");
    const bytes = Buffer.byteLength(whole);
    const lines = whole.split("\n");
    const { send } = await mattermostSink.open(mattermostSink.config.parse({ path }), { signal, logger: SILENT });
    for (const less of ["", `${lines[0]}\n`.slice(0, -2), `${lines.slice(0, -2).join("\n")}\n`.trimStart()]) {
      await writeFile(file, less);
      const told = `${name}.jsonl" had ${bytes.toLocaleString("en-US")} bytes of what was written, and has`;
      await expect(finish()).rejects.toThrow(told);
      await expect(check({ path }, { hasWritten: true })).rejects.toThrow(told);
      const sending = send[kind]([{ key: "more" } as never], { signal });
      await expect(sending).rejects.toThrow("until then nothing here is changed");
      expect(await readFile(file, "utf8")).toBe(less);
      expect(await readFile(join(path, "import.jsonl"), "utf8")).toBe(before);
    }
    for (const damage of [whole.replace("{", "["), whole.replace(/^.*\n/, "null\n"), `${"\0".repeat(whole.length)}`]) {
      await writeFile(file, damage + "\n".repeat(bytes));
      await expect(finish()).rejects.toThrow(`${name}.jsonl" is damaged`);
    }
    await writeFile(file, whole);
    await finish();
    expect(await readFile(join(path, "import.jsonl"), "utf8")).toBe(before);
  },
);

it.each(["sizes.json", "options.json"])("names %s where it is not its own any more", async (name) => {
  const path = await newPath("import");
  await move(WORLD.slice(0, 1), path);
  for (const text of ["", "[1]", '{"users.jsonl":"many"}', "{"]) {
    if (name === "options.json" && text.includes("many")) continue;
    await writeFile(join(`${path}.parts`, name), text);
    await expect(check({ path }, { hasWritten: true })).rejects.toThrow(`${name}" is not what this program wrote`);
  }
});

it("does not go on with another team or domain of addresses, which its lines have already", async () => {
  const path = await newPath("import.zip");
  await move(WORLD, path, { team: "town" });
  await check({ path, team: "town", teamTitle: "Another" }, { hasWritten: true });
  await expect(check({ path, team: "city" }, { hasWritten: true })).rejects.toThrow("--sink.team town");
  const moved = { path, team: "town", emailDomain: "city.example" };
  await expect(check(moved, { hasWritten: true })).rejects.toThrow("--sink.emailDomain imported.invalid");
});

it("gives people who share an address one each, the same ones every time, and tells it", async () => {
  const path = await newPath("import");
  const people = [
    { id: "zoe", emails: ["Office@lee.example"] },
    { id: "ann", emails: ["office@lee.example"] },
    { id: "bob", emails: ["bob@lee.example"] },
    { id: "cyd", emails: ["ann@imported.invalid"] },
    { id: "office", emails: [" OFFICE@LEE.EXAMPLE"], role: "system_guest" },
  ].map((facts) => AnyRecord.parse({ kind: "user", displayName: "A name", ...facts }));
  const seat = { kind: "membership", conversationId: "lobby", userId: "office", role: "admin" };
  const { notices, finish } = await move([...people, ...WORLD.slice(4, 5), AnyRecord.parse(seat)], path);
  const lines = await linesIn(path);
  expect(problemsOf(lines)).toEqual([]);
  const users = lines.flatMap((line) => (line.type === "user" ? [(line as unknown as User).user] : []));
  expect(users.map(({ username, email }) => [username, email])).toEqual([
    ["ann", expect.stringMatching(/^ann\.[0-9a-f]{12}@imported\.invalid$/)],
    ["bob", "bob@lee.example"],
    ["cyd", "ann@imported.invalid"],
    ["office", expect.stringMatching(/^office\.[0-9a-f]{12}@imported\.invalid$/)],
    ["zoe", "office@lee.example"],
  ]);
  expect(notices).toEqual([
    expect.stringMatching(/^shared-address: Users .*: 2 \(ann, office\)\. .*imported\.invalid/),
  ]);
  await finish();
  expect(await linesIn(path)).toEqual(lines);
});

it("stops where two conversations would be one channel, or two users one, and names both", async () => {
  const both = ["lobby", "town/lobby"].map((id) => AnyRecord.parse({ kind: "conversation", id, type: "channel" }));
  await expect(move(both, await newPath("import"), { team: "town" })).rejects.toThrow(
    'The conversations "lobby" and "town/lobby" become one channel',
  );
  const twice = ["ann", "ann"].map((id) => AnyRecord.parse({ kind: "user", id, displayName: "A name" }));
  await expect(move(twice, await newPath("import"))).rejects.toThrow('The users "ann" and "ann" become one, "ann"');
});

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
