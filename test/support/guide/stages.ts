import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { newFolder, type Sandbox } from "../etl.ts";
import { ownFolder, ROOT } from "../own-folder.ts";
import { openSandbox } from "../sandbox.ts";
import type { Stage } from "./stage.ts";
import { fillTalkjs } from "./talkjs-world.ts";

const SLACK = join(ROOT, "adapters/slack-export/test/fixtures/sample-export");

const PACKAGES = {
  "@chat-etl/conformance": "packages/conformance",
  "@chat-etl/generic-json": "adapters/generic-json",
  "@chat-etl/io": "packages/io",
  "@chat-etl/model": "packages/model",
  "@chat-etl/sandbox": "packages/sandbox",
  "@chat-etl/sdk": "packages/sdk",
  "@chat-etl/transforms": "packages/transforms",
  "@types/node": "node_modules/@types/node",
  vitest: "node_modules/vitest",
  zod: "packages/sdk/node_modules/zod",
};

/** A folder of somebody who has installed all that the pages import. */
export function installed(): Stage {
  return { folder: ownFolder(PACKAGES) };
}

/** What stands ready for the pages that need more than an empty folder. */
export const STAGES: Readonly<Record<string, () => Promise<Stage>>> = {
  "docs/talkjs-to-cometchat.md": async () => {
    const talkjs = await openSandbox("talkjs", ["--world", "none", "--rate", "off"]);
    await fillTalkjs(talkjs);
    const [test, live] = [await cometchat("test-app"), await cometchat("live-app")];
    return {
      folder: newFolder(),
      accounts: [test, live].map((app) => [
        { sandbox: talkjs, prefix: "TALKJS" },
        { sandbox: app, prefix: "COMETCHAT" },
      ]),
      words: { "test-app.us": `test-app.us@${new URL(test.url).host}` },
    };
  },
  "docs/slack-to-talkjs.md": async () => {
    const folder = newFolder();
    for (const name of ["export.zip", "export-2.zip"]) symlinkSync(SLACK, join(folder, name));
    const [test, live] = [await talkjsTarget("testApp"), await talkjsTarget("liveApp")];
    return {
      folder,
      accounts: [test, live].map((app) => [{ sandbox: app, prefix: "TALKJS_TARGET" }]),
      words: { testApp: `testApp@${new URL(test.url).host}` },
    };
  },
};

async function cometchat(appId: string): Promise<Sandbox> {
  return await openSandbox("cometchat", ["--appId", appId]);
}

async function talkjsTarget(appId: string): Promise<Sandbox> {
  return await openSandbox("talkjs", ["--world", "none", "--appId", appId]);
}
