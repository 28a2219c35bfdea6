import { join } from "node:path";
import { expect, it } from "vitest";
import { differences } from "./differences.ts";
import { countsOf, readAll } from "./read-all.ts";
import { type Quirk, zipSlackExport } from "./support/slack-export.ts";
import { tempFolder } from "./support/temp-folder.ts";

/** The rows of the sheet's catalogue, each in an export that is sound otherwise. */
const ROWS: readonly (readonly [row: string, quirk: Quirk])[] = [
  ["18.1", "names-without-utf8-flag"],
  ["18.3", "org-users-index"],
  ["18.4", "unknown-users"],
  ["18.5", "slackbot-not-listed"],
  ["18.6", "slack-connect-strangers"],
  ["18.7", "user-u00"],
  ["18.8", "bot-without-user"],
  ["18.9", "file-comment-author"],
  ["18.10", "unknown-subtypes"],
  ["18.11", "missing-root"],
  ["18.12", "tombstone-root"],
  ["18.13", "same-millisecond"],
  ["18.14", "malformed-ts"],
  ["18.15", "index-without-folder"],
  ["18.15", "folder-without-index"],
  ["18.16", "twin-mpims"],
  ["18.17", "members-null-or-empty"],
  ["18.18", "placeholder-created"],
  ["18.19", "creator-null"],
  ["18.20", "file-stubs"],
  ["18.21", "tokens-in-urls"],
  ["18.22", "empty-strings-in-lists"],
  ["18.23", "other-json-in-folder"],
  ["18.24", "file-conversation-folder"],
  ["18.25", "empty-profile-fields"],
  ["18.26", "numbers-as-strings"],
  ["18.27", "deleted-user-stubs"],
  ["18.28", "los-angeles-days"],
  ["18.29", "text-elsewhere"],
  ["18.30", "skin-tone-twins"],
  ["18.31", "emails-missing-or-shared"],
  ["18.32", "duplicate-entries"],
  ["18.33", "broken-file"],
  ["18.35", "language-object"],
  ["18.36", "names-used-twice"],
  ["18.37", "several-reactions"],
  ["18.38", "members-with-one-email"],
  ["18.39", "bots-with-one-bot-id"],
  ["18.2", "nested-top-folder"],
];

it.each(ROWS)(
  "§%s: %s costs no message, no author and no place, and what is none has a named end",
  async (_, quirk) => {
    const path = join(await tempFolder(), "export.zip");
    const world = await zipSlackExport(path, { quirks: [quirk], seed: 3 });
    expect(world.placed.length).toBeGreaterThan(0);
    const lines = await readAll({ path });
    expect(differences(world, lines)).toEqual([]);
    const strays = world.strays.filter(({ what }) => what === "item" || what === "file");
    const rejected = Object.values(countsOf(lines, "rejected")).reduce((sum, count) => sum + count, 0);
    expect(rejected).toBe(strays.length);
    expect(JSON.stringify(lines)).not.toContain("xoxe");
  },
);

it("§18.40: txt-export is refused with what to do instead", async () => {
  const path = join(await tempFolder(), "export.zip");
  await zipSlackExport(path, { quirks: ["txt-export"] });
  await expect(readAll({ path })).rejects.toThrow("choose JSON");
});
