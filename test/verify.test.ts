import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, vi } from "vitest";
import { type Ended, etl, linesOf, newFolder } from "./support/etl.ts";
import { WORLD_SWITCHES } from "./support/world.ts";

vi.setConfig({ testTimeout: 180_000 });

const FAST = ["--sandbox", "--sandbox-speed", "1000", "--workspace", "work", "--json"];
const WORLD = [...WORLD_SWITCHES].map((word) => (word.startsWith("--") ? `--source.sandbox.${word.slice(2)}` : word));

interface Sample {
  readonly sort: string;
  readonly kind: string;
  readonly id: string;
  readonly origin?: string;
  readonly fields?: readonly string[];
}

interface Verified {
  readonly event: string;
  readonly status: string;
  readonly samples: readonly Sample[];
  readonly kinds: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly conversations: { readonly compared: number; readonly equal: number };
  readonly file: string;
}

/** The last line of `etl verify --json`. */
function verifiedOf(result: Ended): Verified {
  const last = linesOf(result).at(-1);
  if (last?.event !== "verification") throw new Error(`Not verified: ${result.stdout}${result.stderr}`);
  return last as Verified;
}

function differences({ samples }: Verified): readonly string[] {
  return samples.map(({ sort, kind, id }) => `${sort} ${kind} ${id}`).sort();
}

/** Changes what a stand-in keeps, while nobody serves it. */
function tamper(file: string, change: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(file);
  try {
    change(db);
  } finally {
    db.close();
  }
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw new Error(`No text: ${String(value)}`);
  return value;
}

interface Told {
  /** The stand-in's own id. */
  readonly id: string | number;
  /** The message's id in the source. */
  readonly sourceId: string;
}

/** Six messages in one conversation that follow each other, the oldest first. */
function pick(rows: readonly Readonly<Record<string, unknown>>[]): readonly [Told, Told, Told, Told, Told, Told] {
  const told = rows.map(({ id, sourceId }) => ({
    id: typeof id === "number" ? id : textOf(id),
    sourceId: textOf(sourceId),
  }));
  const [a, b, c, d, e, f] = told;
  if (!(a && b && c && d && e && f)) throw new Error("The world is too small.");
  return [a, b, c, d, e, f];
}

describe("talkjs-to-cometchat", () => {
  it("is equal after a run, and every single thing that is changed behind our back is named", async () => {
    const cwd = newFolder();
    const run = ["run", "talkjs-to-cometchat", ...FAST, ...WORLD, "--sink.sandbox.retentionDays", "off"];
    const args = ["verify", "talkjs-to-cometchat", ...FAST];
    await etl([...run, "--limit", "5"], { cwd });
    const begun = await etl(args, { cwd });
    expect([begun.code, verifiedOf(begun).status], "equal so far").toEqual([4, "equal"]);
    await etl(run, { cwd });
    const other = await etl(["verify", "json-to-cometchat", ...FAST], { cwd });
    expect([other.code, other.stdout]).toEqual([2, expect.stringContaining("Name the pipeline that loaded it")]);
    const equal = await etl(args, { cwd });
    expect([equal.code, verifiedOf(equal).samples], equal.stderr).toEqual([0, []]);

    let expected: readonly string[] = [];
    tamper(join(cwd, "work/sandbox/cometchat/cometchat.sqlite"), (db) => {
      const { receiver } = db
        .prepare(`SELECT receiver FROM messages WHERE receiver_type = 'group' AND category = 'message'
          GROUP BY receiver HAVING count(*) > 20 ORDER BY receiver LIMIT 1`)
        .get() as { receiver: string };
      const messages = db
        .prepare(`SELECT id, entity ->> '$.data.metadata.sourceId' AS sourceId FROM messages
          WHERE receiver_type = 'group' AND receiver = ? AND category = 'message' ORDER BY id LIMIT 6`)
        .all(receiver);
      const [gone, twice, altered, , first, second] = pick(messages);
      const run = (sql: string, ...values: (string | number)[]) => db.prepare(sql).run(...values);
      const COLUMNS = "conversation_id, sender, receiver_type, receiver, category, type, sent_at, deleted, unread";
      run("DELETE FROM messages WHERE id = ?", gone.id);
      run(`INSERT INTO messages (${COLUMNS}, entity) SELECT ${COLUMNS}, entity FROM messages WHERE id = ?`, twice.id);
      run("UPDATE messages SET entity = json_set(entity, '$.data.text', 'Pay me instead.') WHERE id = ?", altered.id);
      run("UPDATE messages SET id = -1 WHERE id = ?", first.id);
      run("UPDATE messages SET id = ? WHERE id = ?", first.id, second.id);
      run("UPDATE messages SET id = ? WHERE id = -1", second.id);
      const strange = "json_set(entity, '$.data.metadata', json('{}'), '$.data.text', 'Who am I?')";
      run(
        `INSERT INTO messages (${COLUMNS}, entity) SELECT ${COLUMNS}, ${strange} FROM messages WHERE id = ?`,
        twice.id,
      );
      const member = db
        .prepare("SELECT guid, uid FROM members WHERE guid = ? AND scope <> 'admin' LIMIT 1")
        .get(receiver);
      run("DELETE FROM members WHERE guid = ? AND uid = ?", textOf(member?.guid), textOf(member?.uid));
      const user = db
        .prepare("SELECT uid, entity ->> '$.metadata.sourceId' AS id FROM users ORDER BY uid LIMIT 1")
        .get();
      run("UPDATE users SET entity = json_set(entity, '$.name', 'Mallory') WHERE uid = ?", textOf(user?.uid));
      expected = [
        `changed message ${altered.sourceId}`,
        `changed user ${textOf(user?.id)}`,
        `doubled message ${twice.sourceId}`,
        `missing message ${gone.sourceId}`,
        `reordered message ${second.sourceId}`,
      ];
    });
    const result = await etl(args, { cwd });
    const verified = verifiedOf(result);
    expect([result.code, verified.status], result.stderr).toEqual([3, "different"]);
    const told = differences(verified);
    expect(told).toEqual(expect.arrayContaining([...expected]));
    const rest = told.filter((one) => !expected.includes(one));
    expect(rest).toEqual([expect.stringMatching(/^foreign message /), expect.stringMatching(/^missing membership /)]);
    expect(
      verified.samples.find(({ id, sort }) => sort === "changed" && `changed message ${id}` === expected[0]),
    ).toMatchObject({
      fields: ["text"],
      origin: expect.stringContaining("GET /conversations/"),
    });
    expect(verified.conversations.equal).toBe(verified.conversations.compared - 1);
    const kept = JSON.parse(readFileSync(join(cwd, verified.file), "utf8"));
    expect(kept).toMatchObject({ status: "different", kinds: verified.kinds });
    expect(
      kept.conversationDigests.filter(({ sent, found }: { sent: string; found: string }) => sent !== found),
    ).toHaveLength(1);
    expect(result.stdout + JSON.stringify(kept)).not.toMatch(/Pay me|Mallory/);
  });
});

describe("talkjs-to-talkjs", () => {
  it("names every single thing that is changed behind our back", async () => {
    const cwd = newFolder();
    const roomy = ["--sink.sandbox.participantMax", "none", "--attachments", "link"];
    await etl(["run", "talkjs-to-talkjs", ...FAST, ...WORLD, ...roomy], { cwd });
    const args = ["verify", "talkjs-to-talkjs", ...FAST, "--attachments", "link"];
    let expected: readonly RegExp[] = [];
    tamper(join(cwd, "work/sandbox/talkjs/talkjs.sqlite"), (db) => {
      const { id } = db.prepare("SELECT id FROM conversations WHERE messageCount > 20 ORDER BY id LIMIT 1").get() as {
        id: string;
      };
      const messages = db
        .prepare(`SELECT id, body ->> '$.custom.sourceId' AS sourceId FROM messages WHERE conversationId = ?
          AND body ->> '$.custom.part' IS NULL ORDER BY createdAt, id LIMIT 6`)
        .all(id);
      const [gone, twice, altered, , first, second] = pick(messages);
      const run = (sql: string, ...values: (string | number)[]) => db.prepare(sql).run(...values);
      run("DELETE FROM messages WHERE id = ?", gone.id);
      run(
        `INSERT INTO messages SELECT 'twice', conversationId, createdAt + 1, json_set(body, '$.id', 'twice')
        FROM messages WHERE id = ?`,
        twice.id,
      );
      run("UPDATE messages SET body = json_set(body, '$.senderId', 'mallory') WHERE id = ?", altered.id);
      const at = db.prepare("SELECT createdAt FROM messages WHERE id = ?");
      const [one, other] = [Number(at.get(first.id)?.createdAt), Number(at.get(second.id)?.createdAt)];
      const move = "UPDATE messages SET createdAt = ?1, body = json_set(body, '$.createdAt', ?1) WHERE id = ?2";
      run(move, other, first.id);
      run(move, one, second.id);
      run(
        `INSERT INTO messages SELECT 'alien', conversationId, createdAt + 1, json_set(body, '$.id', 'alien', '$.custom', json('{}'))
        FROM messages WHERE id = ?`,
        twice.id,
      );
      run(
        "DELETE FROM participants WHERE seq = (SELECT min(seq) FROM participants WHERE conversationId = ? AND state = 'in')",
        id,
      );
      run("UPDATE users SET body = json_set(body, '$.name', 'Mallory') WHERE seq = 1");
      expected = [
        /^changed message /,
        /^changed message /,
        /^changed message /,
        /^changed user /,
        new RegExp(`^doubled message ${twice.sourceId}$`),
        /^foreign message alien$/,
        /^missing membership /,
        new RegExp(`^missing message ${gone.sourceId}$`),
        new RegExp(`^reordered message ${second.sourceId}$`),
      ];
    });
    const result = await etl(args, { cwd });
    expect(result.code, result.stderr).toBe(3);
    expect(differences(verifiedOf(result))).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });
});

describe("talkjs-to-json", () => {
  it("tells people what became of an archive, and what of a folder that is gone", async () => {
    const cwd = newFolder();
    await etl(["run", "talkjs-to-json", ...FAST, ...WORLD, "--sink.folder", join(cwd, "archive")], { cwd });
    const file = join(cwd, "archive/messages.jsonl");
    const [first = "", second = "", ...rest] = readFileSync(file, "utf8").trimEnd().split("\n");
    writeFileSync(file, [first, first, ...rest, ""].join("\n"));
    const args = ["verify", "talkjs-to-json", ...FAST.slice(0, -1), "--sink.folder", join(cwd, "archive")];
    const { code, stdout, stderr } = await etl(args, { cwd });
    expect(code, stderr).toBe(3);
    expect(stdout).toContain("Different: what sandbox holds is not what was sent there.");
    expect(stdout).toContain(
      `message "${JSON.parse(second).id}", in conversation "${JSON.parse(second).conversationId}", read at GET`,
    );
    expect(stdout).toMatch(/Doubled: there more often than it was sent:\n {2}message ".*found at messages.jsonl:2/);
    expect(stdout).toContain("keeps whatever is sent twice");
    const gone = await etl([...args.slice(0, -1), join(cwd, "nowhere")], { cwd });
    expect([gone.code, gone.stdout]).toEqual([2, ""]);
  });
});
