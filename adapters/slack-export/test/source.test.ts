import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { countsOf, keepLog, type Line, readAll, recordsOf } from "./read-all.ts";
import { differencesOf } from "./support/compare.ts";
import {
  ALL_QUIRKS,
  type LAYOUTS,
  type SlackExportWorld,
  writeSlackExport,
  zipSlackExport,
} from "./support/slack-export.ts";
import { tempFolder } from "./support/temp-folder.ts";

/** All that can stand in one readable export. */
const QUIRKS = ALL_QUIRKS.filter((quirk) => !["txt-export", "huge-archive", "nested-top-folder"].includes(quirk));

/** What the world has and the records have not, in words. */
function differences(world: SlackExportWorld, lines: readonly Line[]): readonly string[] {
  const { conversations, users } = world;
  const found = {
    users: recordsOf(lines, "user"),
    conversations: recordsOf(lines, "conversation"),
    memberships: recordsOf(lines, "membership"),
    messages: recordsOf(lines, "message"),
  };
  const wrong: string[] = [];
  const check = (isRight: boolean, what: string) => isRight || wrong.push(what);
  for (const { id, displayName, isBot, isDeleted } of users) {
    const user = found.users.get(id);
    check(user?.displayName === displayName, `name of ${id}`);
    check((user?.type === "bot") === isBot && (user?.state === "deactivated") === isDeleted, `state of ${id}`);
  }
  for (const { id, members, messages, isArchived } of conversations) {
    const conversation = found.conversations.get(id);
    check(conversation !== undefined, `conversation ${id}`);
    check(conversation?.isArchived === isArchived, `archived ${id}`);
    for (const member of members ?? []) check(found.memberships.has(`${id}/${member}`), `member ${member} of ${id}`);
    for (const { ts, subtype, threadRootTs, isBroadcast, editedTs, fileIds, reactions } of messages) {
      const message = found.messages.get(`${id}:${ts}`);
      const what = `${id}:${ts} ${subtype}`;
      check(message !== undefined, `message ${what}`);
      if (message === undefined) continue;
      check(message.threadRootId === (threadRootTs && `${id}:${threadRootTs}`), `root of ${what}`);
      check((message.extra.isBroadcast ?? false) === isBroadcast, `broadcast ${what}`);
      check((message.editedAt === undefined) === (editedTs === undefined), `edit of ${what}`);
      check(message.attachments.length >= fileIds.length, `files of ${what}`);
      check(message.rank === Number(ts.replace(".", "")), `rank of ${what}`);
      for (const { userIds } of reactions)
        for (const userId of userIds)
          check(
            message.reactions.some((reaction) => reaction.userId === userId),
            `reaction of ${userId} to ${what}`,
          );
    }
  }
  // As a target gets them: day files may be unsorted, but every message has its rank.
  const inOrder = [...found.messages.values()].toSorted(
    (a, b) => a.sentAt - b.sentAt || Number(a.rank) - Number(b.rank),
  );
  return [...wrong, ...differencesOf(world, inOrder)];
}

const READABLE: readonly (typeof LAYOUTS)[number][] = [
  "official",
  "official-public",
  "top-folder",
  "grid",
  "slackdump-standard",
  "slackdump-mattermost",
];

describe.each(READABLE)("§1, §2: the layout %s", (layout) => {
  it("gives everything, from the zip itself", async () => {
    const path = join(await tempFolder(), "export.zip");
    const world = await zipSlackExport(path, { layout });
    expect(differences(world, await readAll({ path }))).toEqual([]);
  });

  it("gives the same from a folder", async () => {
    const folder = await tempFolder();
    const world = await writeSlackExport(folder, { layout });
    const lines = await readAll({ path: folder });
    expect(differences(world, lines)).toEqual([]);
    expect(countsOf(lines, "rejected")).toEqual({});
  });
});

describe.each(["official", "top-folder", "grid"] as const)("§18: all quirks at once, %s", (layout) => {
  it("gives every message, and every stray a named end", async () => {
    const path = join(await tempFolder(), "export.zip");
    const world = await zipSlackExport(path, { layout, quirks: QUIRKS });
    const log = keepLog();
    const lines = await readAll({ path }, log);
    expect(differences(world, lines)).toEqual([]);
    const ends = lines.filter(({ rejected, dropped }) => rejected ?? dropped);
    const strays = world.strays.filter(({ what }) => what === "item" || what === "file");
    const rejects = ends.filter(({ rejected }) => rejected);
    const others = ends.filter(({ dropped }) => dropped === "no-message");
    expect(rejects.length + others.length).toBe(strays.length);
    expect(rejects.every(({ origin }) => /\.json(@\d+)?$/.test(origin))).toBe(true);
    expect(countsOf(lines, "dropped")).toMatchObject({ "edit-log": 1, "thread-notice": 1 });
    const doubled = world.paths.filter((name) => /(^|\/)(org_)?users\.json$/.test(name)).length + 1;
    expect(countsOf(lines, "dropped")).toMatchObject({ "older-copy": 1, "duplicate-entry": doubled });
    expect(log.lines).toContainEqual([expect.stringContaining("kept as text"), { kinds: { tide_turned: 1 } }]);
    expect(JSON.stringify([lines, log.lines])).not.toContain("xoxe");
  });
});

describe("§15: however the zip was written", () => {
  it.each([
    { names: "utf8" },
    { names: "utf8-flagged" },
    { names: "cp437" },
    { isDecomposed: true },
    { hasDataDescriptors: true },
    { isZip64: true },
  ] as const)("%j, it gives everything", async (zip) => {
    const path = join(await tempFolder(), "export.zip");
    const world = await zipSlackExport(path, { zip, quirks: ["names-without-utf8-flag", "nfd-folder"] });
    expect(differences(world, await readAll({ path }))).toEqual([]);
  });

  it("18.34: larger than 4 GiB, it gives everything", async () => {
    const path = join(await tempFolder(), "export.zip");
    const world = await zipSlackExport(path, { quirks: ["huge-archive"] });
    const lines = await readAll({ path });
    expect(differences(world, lines)).toEqual([]);
    expect(countsOf(lines, "dropped")).toMatchObject({ "file-bytes": 1 });
  });
});
