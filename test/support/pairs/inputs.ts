import { join } from "node:path";
import { writeExport } from "@chat-etl/talkjs/sandbox";
import { newFolder } from "../etl.ts";
import { openSandbox } from "../sandbox.ts";
import { WORLD_SWITCHES } from "../world.ts";
import { type Led, ledTo } from "./led.ts";

const FIXTURES = join(import.meta.dirname, "../../../adapters");

/** The newest instant of the world that TalkJS's export script writes here. */
const UNTIL = Date.parse("2026-11-01T00:00:00Z");

/** Everything that is peculiar, and as little as there is of the ordinary. */
const SCALE = 0.01;

/** Something small to read, for every source by what pipelines call it. */
export const INPUTS: Readonly<Record<string, () => Promise<Led>>> = {
  talkjs: async () => {
    const sandbox = await openSandbox("talkjs", [...WORLD_SWITCHES, `--scale=${SCALE}`]);
    return ledTo(sandbox, "TALKJS", ["--source.requestsPerSecond", "100000"]);
  },
  "talkjs-export": async () => {
    const path = newFolder();
    await writeExport(path, { seed: 1, until: UNTIL, scale: SCALE });
    return { env: {}, flags: ["--source.path", path] };
  },
  "slack-export": async () => ({
    env: {},
    flags: ["--source.path", join(FIXTURES, "slack-export/test/fixtures/sample-export")],
  }),
  sendbird: async () => ({
    env: {},
    flags: ["--source.path", join(FIXTURES, "sendbird/test/fixtures/sample-export"), "--source.timeZone", "Asia/Seoul"],
  }),
  cometchat: async () => {
    const sandbox = await openSandbox("cometchat", ["--world", "sample"]);
    return ledTo(sandbox, "COMETCHAT_SOURCE", ["--source.requestsPerMinute", "1000000"]);
  },
  mattermost: async () => ({
    env: {},
    flags: ["--source.path", join(FIXTURES, "generic-json/test/fixtures/mattermost")],
  }),
  json: async () => ({
    env: {},
    flags: ["--source.path", join(FIXTURES, "generic-json/test/fixtures/telegram"), "--source.mapping", "telegram"],
  }),
};
