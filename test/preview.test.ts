import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { etl, linesOf, newFolder } from "./support/etl.ts";

const cwd = newFolder();

beforeAll(() => {
  const posts = [
    { id: 1, room: "lobby", by: 7, at: 1_714_550_400, body: "good morning\u001b[31m" },
    { id: 2, room: "lobby", by: 8, at: "yesterday", body: "a secret of bob's" },
    { id: 3, room: "lobby", by: 7, at: 1_714_550_402 },
    { id: 1, room: "attic", by: 7, at: 1_714_550_403 },
    { kind: "advertisement" },
  ];
  writeFileSync(join(cwd, "export.json"), JSON.stringify({ users: [{ uid: 7, nick: "Ann" }], posts }));
  writeFileSync(
    join(cwd, "forum.yaml"),
    `mapping: 1
name: forum
dates: s
inputs:
  - { files: "*.json", select: users, holds: user, records: [{ kind: user, id: uid, displayName: nick }] }
  - files: "*.json"
    select: posts
    drop: [{ when: kind == 'advertisement', code: advertisement, because: Advertisements stay behind. }]
    records:
      - { kind: conversation, derived: true, id: room, type: { const: channel } }
      - { kind: message, id: id, conversationId: room, authorId: by, sentAt: at, text: body }
`,
  );
});

it("shows what a mapping makes of an export and everything that would be rejected, and leaves nothing behind", async () => {
  const temporary = newFolder();
  const env = { TMPDIR: temporary };
  const { code, stdout, stderr } = await etl(["preview", "export.json", "--mapping", "forum.yaml"], { cwd, env });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("│ 7  │ Ann");
  expect(stdout).toContain("2024-05-01T08:00:00.000Z │ good morning�[31m");
  expect(stdout).toContain("no-date");
  expect(stdout).toContain("id-taken");
  expect(stdout).toContain("Advertisements stay behind.");
  expect(stdout).not.toContain("a secret of bob's");
  expect(readdirSync(temporary)).toEqual([]);
  expect(existsSync(join(cwd, ".etl"))).toBe(false);
});

it("says what is wrong with a call without what would lead a terminal astray", async () => {
  const { code, stderr } = await etl(["preview", "export.json", "--mapping", "\u001b[31mx\u0007"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("�[31mx�");
  expect(stderr).not.toMatch(/[^\P{Cc}\n]/u);
});

it("tells the same as JSON: each record, each rejected value, and the counts", async () => {
  const result = await etl(["preview", "export.json", "--mapping", "forum.yaml", "--json", "--records", "1"], { cwd });
  const lines = linesOf(result) as readonly Record<string, unknown>[];
  expect(lines.filter(({ event }) => event === "record").map(({ record }) => record)).toMatchObject([
    { kind: "user", id: "7" },
    { kind: "conversation", id: "lobby" },
    { kind: "message", id: "1", text: "good morning\u001b[31m" },
  ]);
  expect(
    lines
      .filter(({ event }) => event === "rejected")
      .map(({ code }) => code)
      .sort(),
  ).toEqual(["id-taken", "no-date"]);
  expect(lines.at(-1)).toMatchObject({
    event: "preview",
    kinds: { message: { read: 5, staged: 2, unreadable: 2, dropped: 1 } },
  });
});

it("tells what a run would be refused for", async () => {
  const folder = join(cwd, "archive");
  mkdirSync(folder);
  writeFileSync(join(folder, "messages.jsonl"), "");
  const { code, stdout } = await etl(["preview", "archive", "--mapping", "canonical"], { cwd });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/A run would be refused: .*Say it with --source\.name/)]);
});

it("previews the same numbers that a run then stages", async () => {
  const preview = linesOf(await etl(["preview", "export.json", "--mapping", "forum.yaml", "--json"], { cwd })).at(-1);
  const run = [
    "run",
    "json-to-json",
    "--json",
    "--source.path",
    "export.json",
    "--source.mapping",
    "forum.yaml",
    "--sink.folder",
    "out",
  ];
  const summary = linesOf(await etl(run, { cwd })).at(-1);
  const counts = (line: unknown) => (line as { kinds: { message: Record<string, number> } }).kinds.message;
  for (const name of ["read", "staged", "dropped", "unreadable"])
    expect(counts(preview)[name]).toBe(counts(summary)[name]);
  const users = readFileSync(join(cwd, "out", "users.jsonl"), "utf8")
    .trimEnd()
    .split("\n");
  expect(users.map((line) => JSON.parse(line).displayName)).toEqual(["Ann"]);
});

it("says so if there is nothing where the mapping looks", async () => {
  const { code, stdout } = await etl(["preview", "export.json", "--mapping", "telegram"], { cwd });
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining("Nothing was found: is it the right mapping for this export?"),
  ]);
});

it.each([
  [["preview", "export.json"], "Missing required argument: mapping"],
  [["preview", "nowhere.json", "--mapping", "forum.yaml"], "nowhere.json"],
  [["preview", "export.json", "--mapping", "nowhere.yaml"], "nowhere.yaml"],
  [["preview", "export.json", "--mapping", "discrod"], "Ready ones: canonical, discord"],
  [
    ["preview", "export.json", "--mapping", "forum.yaml", "--zone", "Berlin"],
    "zone must be a time zone like Europe/Berlin",
  ],
  [["preview", "export.json", "--mapping", "forum.yaml", "--limit", "0"], "--limit must be more than 0"],
  [["guess", "nowhere.json"], "nowhere.json"],
])("says what is wrong: %j", async (args, message) => {
  const { code, stdout, stderr } = await etl(args, { cwd });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("    at ");
});

it("reads standard input as it does a file", async () => {
  const mapping =
    "mapping: 1\nname: piped\ninputs:\n  - { files: '*', format: jsonl, holds: user, records: [{ kind: user, id: id, displayName: nick }] }\n";
  writeFileSync(join(cwd, "piped.yaml"), mapping);
  const shell = `printf '{"id":"1","nick":"Ann"}\\n' | "$@"`;
  const { code, stdout } = await etl(["preview", "-", "--mapping", "piped.yaml"], { cwd, shell });
  expect([code, stdout]).toEqual([0, expect.stringContaining("│ Ann")]);
});
