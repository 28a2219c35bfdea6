import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { folderWith, openExport } from "./export-folder.ts";

const WHOLE = { "app1-users.json": [], "app1-conversations.json": [{ id: "c1" }], "app1-messages.json": [[]] };

async function failureOf(path: string, appId?: string): Promise<unknown> {
  const { source } = await openExport(path, appId);
  return await source.check?.().catch((error: unknown) => error);
}

describe("section 12: check", () => {
  it("is content with the three files, beside whatever else is in the folder", async () => {
    const folder = await folderWith({ ...WHOLE, "notes.txt": "", "exportData.js": "", "users.json": [] });
    expect(await failureOf(folder)).toBeUndefined();
  });

  it("names each file that is missing", async () => {
    const folder = await folderWith({ "app1-conversations.json": [] });
    expect(await failureOf(folder)).toEqual(
      new ConfigError(
        `"${folder}" lacks "app1-users.json" and "app1-messages.json". Copy there all three files that the export script wrote, or run it again.`,
      ),
    );
  });

  it("says which names it looks for when there is no export", async () => {
    const folder = await folderWith({ "users.json": [] });
    expect(await failureOf(folder)).toEqual(
      new ConfigError(
        `"${folder}" holds no TalkJS export. Give the folder that holds "<appId>-users.json", "<appId>-conversations.json" and "<appId>-messages.json".`,
      ),
    );
  });

  it("says which apps it found when there are several", async () => {
    const folder = await folderWith({ ...WHOLE, "app-2-users.json": [] });
    expect(await failureOf(folder)).toEqual(
      new ConfigError(
        `"${folder}" holds the exports of several TalkJS apps: "app-2" and "app1". Set option "appId" to one of them.`,
      ),
    );
  });

  it("keeps to the app it is told", async () => {
    const folder = await folderWith({ ...WHOLE, "app2-users.json": [] });
    expect(await failureOf(folder, "app1")).toBeUndefined();
    expect(String(await failureOf(folder, "app2"))).toContain(
      'lacks "app2-conversations.json" and "app2-messages.json"',
    );
  });

  it("says which apps there are when the one it is told is not", async () => {
    expect(String(await failureOf(await folderWith(WHOLE), "other"))).toContain('It has files of "app1".');
  });

  it("tells only some of very many apps", async () => {
    const names = Array.from({ length: 12 }, (_, at) => `app${String.fromCharCode(97 + at)}-users.json`);
    const failure = await failureOf(await folderWith(Object.fromEntries(names.map((name) => [name, []]))));
    expect(String(failure)).toContain('"appi", "appj" and 2 more.');
  });

  it("asks for the folder when it is given a file", async () => {
    const path = join(await folderWith(WHOLE), "app1-users.json");
    expect(await failureOf(path)).toEqual(
      new ConfigError(`"${path}" is a file. Give the folder that holds the three files of the TalkJS export.`),
    );
  });

  it("names each file that cannot be read", async () => {
    const folder = await folderWith(WHOLE);
    for (const name of ["app1-users.json", "app1-messages.json"]) {
      await rm(join(folder, name));
      await mkdir(join(folder, name));
    }
    const message = String(await failureOf(folder));
    expect(message).toContain(`"${join(folder, "app1-users.json")}" is no file.`);
    expect(message).toContain(`"${join(folder, "app1-messages.json")}" is no file.`);
  });

  it("finds a conversations file that is broken", async () => {
    const failure = await failureOf(await folderWith({ ...WHOLE, "app1-conversations.json": '{"data":[]}' }));
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).toContain("app1-conversations.json");
  });
});

function exportOf(conversations: number, arrays = conversations): Readonly<Record<string, unknown>> {
  return {
    "app1-users.json": [],
    "app1-conversations.json": Array.from({ length: conversations }, (_, at) => ({ id: `c${at}` })),
    "app1-messages.json": Array.from({ length: arrays }, () => []),
  };
}

describe("T52: what the export script loses in silence", () => {
  it.each([0, 30, 100, 700])("is feared for exactly %i conversations, once", async (count) => {
    const { source, values, warnings } = await openExport(await folderWith(exportOf(count)));
    await source.check?.();
    await values("conversations");
    await values("messages");
    expect(warnings).toMatchObject([
      { message: expect.stringContaining("stops too early"), fields: { conversations: count } },
    ]);
  });

  it("is feared without a check too", async () => {
    const { values, warnings } = await openExport(await folderWith(exportOf(30)));
    await values("conversations");
    expect(warnings).toHaveLength(1);
  });

  it.each([1, 29, 31, 60, 99, 101])("is not feared for %i conversations", async (count) => {
    const { source, values, warnings } = await openExport(await folderWith(exportOf(count)));
    await source.check?.();
    await values("conversations");
    await values("messages");
    expect(warnings).toEqual([]);
  });

  it.each([2, 4])("is feared for 3 conversations with %i arrays of messages", async (arrays) => {
    const { values, warnings } = await openExport(await folderWith(exportOf(3, arrays)));
    await values("conversations");
    await values("messages");
    expect(warnings).toMatchObject([
      {
        message: expect.stringContaining("one array of messages"),
        fields: { conversations: 3, messageArrays: arrays },
      },
    ]);
  });

  it("is found when only the messages were left to read", async () => {
    const { values, warnings } = await openExport(await folderWith(exportOf(3, 2)));
    await values("messages");
    expect(warnings).toMatchObject([{ fields: { conversations: 3, messageArrays: 2 } }]);
  });
});
