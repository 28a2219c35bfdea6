import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Input, listInputs } from "@chat-etl/io";
import { describe, expect, it } from "vitest";
import { differencesOf, type ReadMessage } from "./support/compare.ts";
import {
  ALL_QUIRKS,
  LAYOUTS,
  type Quirk,
  type SlackExportWorld,
  SUBTYPES,
  type WorldConversation,
  writeSlackExport,
  zipSlackExport,
} from "./support/slack-export.ts";
import { tempFolder } from "./support/temp-folder.ts";
import { HOSTILE_NAMES } from "./support/zip.ts";

/** All that may stand together in one official export: the others are layouts, or need room on the disk. */
const QUIRKS = ALL_QUIRKS.filter((quirk) => !["nested-top-folder", "txt-export", "huge-archive"].includes(quirk));
const SEEDS = [1, 2, 3, 4, 5];

interface Item {
  readonly ts: string;
  readonly type?: string;
  readonly subtype?: string;
  readonly user?: string;
  readonly thread_ts?: string;
  readonly reply_count?: number;
  readonly replies?: readonly { readonly user: string; readonly ts: string }[];
}

/** The text of every entry of a zip, by the name that a careful reader sees. */
async function entriesOf(path: string): Promise<ReadonlyMap<string, string>> {
  const entries = new Map<string, string>();
  for (const input of await listInputs(path)) entries.set(input.name, await textOf(input));
  return entries;
}

async function textOf(input: Input): Promise<string> {
  const source = await input.open(new AbortController().signal);
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const into = Buffer.alloc(65_536);
    const length = await source.read({ into, at: 0, length: into.length, position });
    if (length === 0) break;
    chunks.push(into.subarray(0, length));
    position += length;
  }
  await source.close();
  return Buffer.concat(chunks).toString();
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name).slice(folder.length + 1));
}

/** The items of a conversation's day files, file by file as their names sort. */
function itemsOf(
  world: SlackExportWorld,
  conversation: WorldConversation,
  files: ReadonlyMap<string, string>,
): readonly Item[] {
  const paths = [...new Set(conversation.messages.map(({ path }) => path))].sort();
  const broken = new Set(world.strays.filter(({ what }) => what === "file").map(({ path }) => path));
  return paths
    .filter((path) => !broken.has(path))
    .flatMap((path) => JSON.parse((files.get(path) ?? "[]").replace(/^\ufeff/, "")) as Item[]);
}

async function contentsOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await filesOf(folder);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const)),
  );
}

function placesOf({ placed }: SlackExportWorld, quirk: Quirk) {
  return placed.filter((one) => one.quirk === quirk);
}

describe("a written export", () => {
  it.each(SEEDS)("holds every message of its world once, oldest first, under seed %i", async (seed) => {
    const folder = await tempFolder();
    const world = await writeSlackExport(folder, { seed, users: 5 + seed, channels: seed, messages: 100 * seed });
    const files = await contentsOf(folder);
    expect(world.conversations.flatMap(({ messages }) => messages)).toHaveLength(100 * seed);
    for (const conversation of world.conversations) {
      expect(itemsOf(world, conversation, files).map(({ ts }) => ts)).toEqual(
        conversation.messages.map(({ ts }) => ts),
      );
    }
  });

  it("is the same, byte for byte, for the same seed, and another for another", async () => {
    const [one, same, other] = await Promise.all([tempFolder(), tempFolder(), tempFolder()]);
    const quirks = QUIRKS;
    await writeSlackExport(one, { quirks });
    await writeSlackExport(same, { quirks });
    await writeSlackExport(other, { quirks, seed: 2 });
    expect(await contentsOf(same)).toEqual(await contentsOf(one));
    expect(await contentsOf(other)).not.toEqual(await contentsOf(one));
  });

  it("files a message under its day in Los Angeles, §4", async () => {
    const world = await writeSlackExport(await tempFolder(), { quirks: ["los-angeles-days"] });
    const places = placesOf(world, "los-angeles-days");
    const messages = world.conversations.flatMap(({ messages }) => messages);
    const paths = places.map(({ ts }) => messages.find((message) => message.ts === ts)?.path);
    expect(places.map(({ ts }) => ts)).toEqual([
      "1767686399.999999",
      "1767686400.000000",
      "1782975599.999999",
      "1782975600.000000",
    ]);
    expect(paths.map((path) => path?.slice(path.indexOf("/") + 1))).toEqual([
      "2026-01-05.json",
      "2026-01-06.json",
      "2026-07-01.json",
      "2026-07-02.json",
    ]);
  });

  it("keeps replies and roots in step, with all quirks", async () => {
    const folder = await tempFolder();
    const world = await writeSlackExport(folder, { quirks: QUIRKS });
    const files = await contentsOf(folder);
    for (const conversation of world.conversations) {
      const items = itemsOf(world, conversation, files).filter((item) => item !== null);
      for (const root of items.filter(({ replies }) => replies !== undefined)) {
        const replies = items
          .filter(({ thread_ts, ts }) => thread_ts === root.ts && ts !== root.ts)
          .map(({ ts }) => ts);
        expect(root.replies?.map(({ ts }) => ts).toSorted()).toEqual(replies.toSorted());
        expect(root.reply_count).toBe(replies.length);
      }
    }
  });
});

describe("a quirk", () => {
  it.each(QUIRKS)("tells where it put itself, and is not there unless asked for: %s", async (quirk) => {
    const world = await writeSlackExport(await tempFolder(), { quirks: [quirk], messages: 30 });
    expect(new Set(world.placed.map((one) => one.quirk))).toEqual(new Set([quirk]));
    for (const { conversationId, ts } of world.placed) {
      if (ts === undefined) continue;
      const conversation = world.conversations.find(({ id }) => id === conversationId);
      const isMessage = conversation?.messages.some((message) => message.ts === ts);
      const isStray = world.strays.some((stray) => stray.conversationId === conversationId);
      expect(isMessage || isStray).toBe(true);
    }
  });

  it.each(SUBTYPES)("of a subtype is in the files, §6: %s", async (subtype) => {
    const folder = await tempFolder();
    const world = await writeSlackExport(folder, { quirks: [`subtype:${subtype}`], messages: 30 });
    const [place] = placesOf(world, `subtype:${subtype}`);
    const conversation = world.conversations.find(({ id }) => id === place?.conversationId);
    const values = [...(await contentsOf(folder))]
      .filter(([name]) => name.startsWith(`${conversation?.folder}/`))
      .flatMap(([, content]) => JSON.parse(content) as Item[]);
    expect(values.some((item) => item.subtype === subtype)).toBe(true);
  });
});

describe("a comparison with the world", () => {
  const read = ({ conversations }: SlackExportWorld): readonly ReadMessage[] =>
    conversations.flatMap(({ id, messages }) =>
      messages.map(({ ts, authorId }) => ({ id: `${id}:${ts}`, conversationId: id, authorId: authorId ?? "somebody" })),
    );

  it("finds nothing wrong with all messages, and every way to be wrong", async () => {
    const world = await writeSlackExport(await tempFolder(), { quirks: QUIRKS });
    const all = read(world);
    const [first, second, ...rest] = all;
    if (first === undefined || second === undefined) throw new Error("The world is empty.");
    expect(differencesOf(world, all)).toEqual([]);
    expect(differencesOf(world, all.slice(1))).toEqual([`Message ${first.id} is missing.`]);
    expect(differencesOf(world, [first, ...all])).toContain(`Message ${first.id} was read 2 times.`);
    expect(differencesOf(world, [second, first, ...rest])).toEqual([
      `The messages of ${first.conversationId} are not in the order of the export.`,
    ]);
    expect(differencesOf(world, [{ ...first, authorId: "U0NOBODY" }, second, ...rest])).toEqual([
      `Message ${first.id} is by U0NOBODY instead of ${first.authorId}.`,
    ]);
    expect(differencesOf(world, [...all, { ...first, id: "C0:1" }])).toEqual(["Message C0:1 is not in the export."]);
    expect(differencesOf(world, [...all, { ...first, conversationId: "C0" }])).toEqual([
      "Conversation C0 is not in the export.",
    ]);
  });
});

describe("a layout", () => {
  it("of the official public export has exactly the root files of 2026, §2.1", async () => {
    const world = await writeSlackExport(await tempFolder(), { layout: "official-public" });
    expect(world.paths.filter((path) => !path.includes("/")).toSorted()).toEqual([
      "canvases.json",
      "channels.json",
      "file_conversations.json",
      "huddle_transcripts.json",
      "integration_logs.json",
      "lists.json",
      "users.json",
    ]);
    expect(new Set(world.conversations.map(({ kind }) => kind))).toEqual(new Set(["public"]));
  });

  it("of the whole organisation nests its workspaces, with one channel name in both, §2.2", async () => {
    const { conversations, paths } = await writeSlackExport(await tempFolder(), { layout: "grid" });
    const namesakes = conversations.filter(({ name }) => name === "namesake");
    expect(namesakes.map(({ team }) => team)).toEqual(["northwind", "southgate"]);
    expect(paths).toContain("org_users.json");
    expect(paths).toContain("teams/southgate/users.json");
    expect(paths).not.toContain("users.json");
  });

  it.each(LAYOUTS)("writes what its world says, as a folder and as a zip: %s", async (layout) => {
    const folder = await tempFolder();
    const world = await writeSlackExport(join(folder, "unpacked"), { layout });
    const zipped = await zipSlackExport(join(folder, "export.zip"), { layout });
    expect((await filesOf(join(folder, "unpacked"))).toSorted()).toEqual(world.paths.toSorted());
    expect(zipped).toEqual(world);
    for (const { path } of world.conversations.flatMap(({ messages }) => messages)) expect(world.paths).toContain(path);
    const contents = await contentsOf(join(folder, "unpacked"));
    for (const [name, content] of await entriesOf(join(folder, "export.zip"))) expect(contents.get(name)).toBe(content);
  });
});

describe("a zip", () => {
  const quirks: readonly Quirk[] = ["names-without-utf8-flag"];

  it.each([
    ["as Slack writes them", {}],
    ["with the UTF-8 flag", { names: "utf8-flagged" }],
    ["in CP437", { names: "cp437" }],
    ["with sizes behind the data", { hasDataDescriptors: true }],
    ["in zip64", { isZip64: true }],
    ["in zip64 with sizes behind the data", { isZip64: true, hasDataDescriptors: true }],
  ] as const)("has the same entries %s", async (_, zip) => {
    const path = join(await tempFolder(), "export.zip");
    const { paths } = await zipSlackExport(path, { quirks, zip });
    expect([...(await entriesOf(path)).keys()].toSorted()).toEqual(paths.toSorted());
  });

  it("of macOS has its names decomposed", async () => {
    const path = join(await tempFolder(), "export.zip");
    const { paths } = await zipSlackExport(path, { quirks, zip: { isDecomposed: true } });
    const names = [...(await entriesOf(path)).keys()];
    expect(names.toSorted()).not.toEqual(paths.toSorted());
    expect(names.map((name) => name.normalize("NFC")).toSorted()).toEqual(paths.toSorted());
  });

  it("has some entries twice, quirk 32", async () => {
    const path = join(await tempFolder(), "export.zip");
    const { paths } = await zipSlackExport(path, { quirks: ["duplicate-entries"] });
    const names = (await listInputs(path)).map(({ name }) => name);
    expect(names).toHaveLength(paths.length + 2);
    expect(new Set(names).size).toBe(paths.length);
  });

  it("has hostile names, as they are", async () => {
    const path = join(await tempFolder(), "export.zip");
    await zipSlackExport(path, { zip: { hasHostileNames: true } });
    const bytes = await readFile(path);
    for (const name of HOSTILE_NAMES) expect(bytes.includes(name)).toBe(true);
  });

  it("is cut off", async () => {
    const folder = await tempFolder();
    await zipSlackExport(join(folder, "whole.zip"));
    await zipSlackExport(join(folder, "half.zip"), { zip: { cutAt: 0.5 } });
    const [whole, half] = await Promise.all(["whole.zip", "half.zip"].map((name) => stat(join(folder, name))));
    expect(half?.size).toBe(Math.floor((whole?.size ?? 0) / 2));
    await expect(listInputs(join(folder, "half.zip"))).rejects.toThrow("damaged");
  });

  it("is larger than four gibibytes and takes next to no room, quirk 34", async () => {
    const path = join(await tempFolder(), "export.zip");
    const { paths } = await zipSlackExport(path, { quirks: ["huge-archive"] });
    const { size, blocks } = await stat(path);
    expect(size).toBeGreaterThan(2 ** 32);
    expect(blocks * 512).toBeLessThan(2 ** 24);
    const names = (await listInputs(path)).map(({ name }) => name);
    expect(names.filter((name) => !name.startsWith("__uploads/")).toSorted()).toEqual(paths.toSorted());
  });
});
