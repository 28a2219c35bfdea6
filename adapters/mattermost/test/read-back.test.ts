import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AnyRecord, type ChatRecord, type RecordInput } from "@chat-etl/model";
import type { AnyReadBack, Encoded, Seen } from "@chat-etl/sdk";
import { afterEach, expect, it } from "vitest";
import { mattermostSink } from "../src/index.ts";
import { readBack } from "../src/read-back.ts";
import { baseContext, contextFor, move } from "./support/move.ts";

const AT = Date.UTC(2024, 0, 1);
const LOGGER = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const { signal } = new AbortController();
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const EMAILS: string[] = ["us@x.example"];
const said = (id: string, facts: object) =>
  ({ kind: "message", id, conversationId: "lobby", authorId: "ann", sentAt: AT, text: id, ...facts }) as const;

const WORLD: readonly ChatRecord[] = (
  [
    ...["ann", "bob"].map((id) => ({ kind: "user", id, displayName: id, emails: EMAILS }) as const),
    { kind: "conversation", id: "lobby", type: "channel", title: "The lobby" },
    { kind: "conversation", id: "two", type: "direct" },
    { kind: "membership", conversationId: "lobby", userId: "ann", role: "admin" },
    ...["ann", "bob"].map((userId) => ({ kind: "membership", conversationId: "two", userId }) as const),
    said("root", { pin: {}, reactions: [{ emoji: "👍", userId: "bob" }] }),
    said("reply", { sentAt: AT + 1_000, threadRootId: "root", authorId: "bob" }),
    said("orphan", { sentAt: AT + 500, threadRootId: "never sent" }),
    said("whisper", { conversationId: "two", sentAt: AT + 1, text: "x ".repeat(9_000) }),
  ] as const satisfies readonly RecordInput[]
).map((record) => AnyRecord.parse(record));

/** As `etl verify` asks for it: what must be there, and what may be. */
function sent(world: readonly ChatRecord[], wasThere = false): readonly Seen[] {
  const { sent: see } = readBack as unknown as { readonly sent: Record<string, (sent: object) => readonly Seen[]> };
  return world.flatMap((record) => {
    const id = record.kind === "user" ? undefined : record.kind === "conversation" ? record.id : record.conversationId;
    const context = id === undefined ? baseContext() : contextFor(world, id);
    const encode = mattermostSink.encode[record.kind] as (record: ChatRecord, context: object) => Encoded<object>;
    const encoded = encode(record, context);
    const wires = "send" in encoded ? encoded.send : [];
    return see[record.kind]?.({ record, wires, wasSent: true, wasThere, passes: new Set(), context }) ?? [];
  });
}

async function found(path: string): Promise<readonly Seen[]> {
  const { source, found: see, config } = readBack as AnyReadBack;
  const options = source.config.parse(await config({ path }, { speed: 1 }));
  const opened = await source.open(options, { signal, logger: LOGGER });
  await opened.check?.();
  const seen: Seen[] = [];
  for (const [stream, look] of Object.entries(see))
    for await (const { values } of opened.read(stream, { signal }))
      for (const one of values) {
        const parsed = "value" in one ? source.streams[stream]?.wire.safeParse(one.value) : undefined;
        if (parsed?.success) seen.push(...look(parsed.data, { path }));
        else seen.push({ kind: "message", key: `unreadable ${one.origin}`, content: {} });
      }
  return seen;
}

/** Keys of what is missing, foreign or otherwise than in every way in which it may show. */
function differences(expected: readonly Seen[], there: readonly Seen[]): readonly string[] {
  const nameOf = ({ kind, key }: Seen) => `${kind} ${key}`;
  const [wanted, has] = [Map.groupBy(expected, nameOf), Map.groupBy(there, nameOf)];
  const isLike = (one: Seen) =>
    wanted.get(nameOf(one))?.some(({ content }) => JSON.stringify(content) === JSON.stringify(one.content));
  return [
    ...expected.filter((one) => !one.isOptional && !has.has(nameOf(one))).map((one) => `missing ${nameOf(one)}`),
    ...there.filter((one) => !wanted.has(nameOf(one))).map((one) => `foreign ${nameOf(one)}`),
    ...there.filter((one) => wanted.has(nameOf(one)) && !isLike(one)).map((one) => `changed ${nameOf(one)}`),
  ].toSorted();
}

async function written(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mattermost-"));
  folders.push(folder);
  const path = join(folder, name);
  await move(WORLD, path);
  return path;
}

function wordsOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 11);
}

it.each(["import", "import.zip"])("finds in %s what was sent, and nothing else", async (name) => {
  const there = await found(await written(name));
  expect(differences(sent(WORLD), there)).toEqual([]);
  expect(there).toHaveLength(10);
});

it("names everything in the finished file that was taken away, added or changed", async () => {
  const path = await written("import");
  const file = join(path, "import.jsonl");
  const whole = await readFile(file, "utf8");
  const after = async (change: (text: string) => string) => {
    await writeFile(file, change(whole));
    return differences(sent(WORLD), await found(path));
  };
  const root = `message ["imported/lobby","ann",${AT},"${wordsOf("root")}"]`;
  const reply = `message ["imported/lobby","bob",${AT + 1_000},"${wordsOf("reply")}"]`;
  const other = `message ["imported/lobby","ann",${AT},"${wordsOf("Pay me.")}"]`;
  expect(await after((text) => text.replace('"message":"root"', '"message":"Pay me."'))).toEqual([
    `foreign ${other}`,
    `missing ${root}`,
  ]);
  expect(await after((text) => text.replace('"is_pinned":true,', ""))).toEqual([`changed ${root}`]);
  expect(await after((text) => text.replace(/,"replies":\[[^\]]*\]/, ""))).toEqual([`missing ${reply}`]);
  expect(await after((text) => text.replace(/^.*"message":"root".*\n/m, ""))).toEqual([
    `missing ${root}`,
    `missing ${reply}`,
  ]);
  expect(await after((text) => text.replace(" channel_admin", ""))).toEqual([
    'changed membership ["imported/lobby","ann"]',
  ]);
  expect(await after((text) => text.replace("us@x.example", "me@x.example"))).toEqual(["changed user ann"]);
  expect(await after((text) => text.replaceAll('"username":"bob"', '"username":"eve"'))).toEqual([
    "foreign user eve",
    "missing user bob",
  ]);
  expect(await after((text) => text.replace("The lobby", "The attic"))).toEqual([
    "changed conversation imported/lobby",
  ]);
  expect(await after((text) => `${text}{"type":"post","post":null}\nnull\n{"type":"po`)).toHaveLength(2);
});

it("expects nobody whom the server had before, and says why nothing is there yet", async () => {
  expect(sent(WORLD.slice(0, 1), true)).toEqual([]);
  await expect(found("nowhere/import.zip")).rejects.toThrow("put together when nothing is left to send");
});
