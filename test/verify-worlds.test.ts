import { join } from "node:path";
import { cometchatSink } from "@chat-etl/cometchat";
import { jsonSink } from "@chat-etl/generic-json";
import { sinks } from "@chat-etl/pipelines";
import { talkjsSink } from "@chat-etl/talkjs";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { anyWorld } from "./support/round-trip/any-world.ts";
import { type Loadable, loadAndVerify } from "./support/round-trip/verified.ts";

const PASSES = "roles,statuses,descriptions,scopes,friends,threads,reactions,pins,reads,blocks,deactivation";

function cometchat(passes: string): Loadable {
  return {
    sink: cometchatSink,
    switches: { requestsPerMinute: "off", coreRequestsPerMinute: "off", retentionDays: "off", world: "none" },
    options: () => ({ requestsPerMinute: "1000000", coreRequestsPerMinute: "1000000", retention: "none", passes }),
  };
}

function talkjs(dialect: string): Loadable {
  return {
    sink: talkjsSink,
    switches: { rate: "off", importDialect: dialect, participantMax: "none", world: "none" },
    options: () => ({ requestsPerSecond: "100000", passes: "reads,reactions" }),
  };
}

const json: Loadable = { sink: jsonSink, switches: {}, options: (folder) => ({ folder: join(folder, "archive") }) };

const mattermostSink = await sinks.get("mattermost")?.();
if (mattermostSink === undefined) throw new Error("There is no sink of Mattermost.");
const mattermost: Loadable = {
  sink: mattermostSink,
  switches: {},
  options: (folder) => ({ path: join(folder, "import.zip") }),
};

/** The same worlds every time, so that nobody's change fails by another's; with SOAK set twenty times as many new ones. */
const { SOAK } = process.env;
const TIMES = SOAK ? 20 : 1;
const WORLDS = SOAK ? {} : { seed: 20_261_122 };
vi.setConfig({ testTimeout: TIMES * 120_000 });

it.each([
  ["CometChat", cometchat("none"), 2],
  ["CometChat, with passes", cometchat(PASSES), 1],
  ["TalkJS, dialect g1", talkjs("g1"), 1],
  ["TalkJS, dialect g2", talkjs("g2"), 1],
  ["an archive", json, 1],
  ["Mattermost's import", mattermost, 1],
] as const)("any world that was loaded is found to be as it was sent: %s", async (_name, target, numRuns) => {
  const nothing = fc.asyncProperty(anyWorld, async (world) => {
    const { samples, status, unreadable } = await loadAndVerify(world, target);
    expect([status, samples, unreadable.count]).toEqual(["equal", [], 0]);
  });
  await fc.assert(nothing, { ...WORLDS, numRuns: TIMES * numRuns, endOnFailure: true });
});
