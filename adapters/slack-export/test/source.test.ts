import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { differences } from "./differences.ts";
import { countsOf, keepLog, readAll } from "./read-all.ts";
import { ALL_QUIRKS, type LAYOUTS, writeSlackExport, zipSlackExport } from "./support/slack-export.ts";
import { tempFolder } from "./support/temp-folder.ts";

/** All that can stand in one readable export. */
const QUIRKS = ALL_QUIRKS.filter((quirk) => !["txt-export", "huge-archive", "nested-top-folder"].includes(quirk));

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
    expect(rejects.length).toBeGreaterThan(0);
    expect(rejects.filter(({ origin }) => !/\.json(@\d+)?$/.test(origin))).toEqual([]);
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
