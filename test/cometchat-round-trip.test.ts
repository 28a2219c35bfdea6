import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { etl, newFolder, type Sandbox, summaryOf } from "./support/etl.ts";
import { anyWorld } from "./support/round-trip/any-world.ts";
import { unexplained } from "./support/round-trip/compare.ts";
import { roundTrip, type TripOptions } from "./support/round-trip/round-trip.ts";
import { openSandbox } from "./support/sandbox.ts";

const UNPACED = ["--source.requestsPerMinute", "1000000"];

function accountOf({ url, config }: Sandbox, prefix: string): Record<string, string> {
  return {
    [`${prefix}_APP_ID`]: config.appId ?? "",
    [`${prefix}_REGION`]: config.region ?? "",
    [`${prefix}_API_KEY`]: config.apiKey ?? "",
    [`${prefix}_BASE_URL`]: url,
  };
}

/** What this test looks at in a record of any kind. */
interface Rec extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly type: string;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly reactions: readonly { readonly emoji: string; readonly count: number }[];
}

/** The records of a kind that reading an app gives. */
async function archiveOf(app: Sandbox): Promise<(kind: "user" | "conversation" | "message") => readonly Rec[]> {
  const [cwd, folder] = [newFolder(), join(newFolder(), "archive")];
  const args = ["run", "cometchat-to-json", "--json", "--sink.folder", folder, ...UNPACED];
  const { status } = summaryOf(await etl(args, { cwd, env: accountOf(app, "COMETCHAT_SOURCE") }));
  expect(status).toBe("complete");
  return (kind) => {
    const lines = readFileSync(join(folder, `${kind}s.jsonl`), "utf8")
      .trim()
      .split("\n");
    return lines.map((line) => JSON.parse(line) as Rec);
  };
}

it("an app that was moved reads as the one it was moved from, but for what is told as lost", async () => {
  await using first = await openSandbox("cometchat", ["--world", "sample"]);
  await using second = await openSandbox("cometchat", ["--requestsPerMinute", "off"]);
  const env = { ...accountOf(first, "COMETCHAT_SOURCE"), ...accountOf(second, "COMETCHAT") };
  const move = ["run", "cometchat-to-cometchat", "--json", ...UNPACED, "--sink.requestsPerMinute", "1000000"];
  expect(summaryOf(await etl(move, { cwd: newFolder(), env })).rejects).toEqual([]);
  const [before, after] = [await archiveOf(first), await archiveOf(second)];

  const users = new Map(after("user").map((user) => [user.id, user]));
  for (const { updatedAt: _, extra: __, ...user } of before("user")) {
    // Who never was described gets a record of its own on the way.
    if (user.type === "placeholder") continue;
    // The import knows no second of a placeholder's beginning.
    const { createdAt, ...same } = user;
    expect(users.get(user.id)).toMatchObject(createdAt === undefined ? same : user);
  }

  const messages = new Map(after("message").map((message) => [String(message.extra.sourceId), message]));
  for (const { id, conversationId: _, rank: __, threadRootId, readBy: ___, entities: ____, ...given } of before(
    "message",
  )) {
    const { extra, reactions, ...same } = given;
    const back = messages.get(id);
    expect(back).toMatchObject({ ...same, extra });
    expect(back?.extra.sourceThreadRootId).toBe(threadRootId);
    expect(back?.reactions.map(({ emoji, count }) => [emoji, count])).toEqual(
      [...Map.groupBy(reactions, ({ emoji }) => emoji)].map(([emoji, all]) => [emoji, all.length]),
    );
  }
  expect(messages.size).toBe(before("message").length);

  const titles = (from: typeof before) =>
    from("conversation")
      .filter(({ type }) => type === "group")
      .flatMap(({ title, description, imageUrl, visibility, metadata, tags }) =>
        title === undefined ? [] : [{ title, description, imageUrl, visibility, metadata, tags }],
      );
  expect(titles(after)).toEqual(expect.arrayContaining([...titles(before)]));
});

const PASSES = "roles,statuses,descriptions,friends,reactions,pins,reads,blocks,deactivation";

/** The same worlds every time, so that nobody's change fails by another's; `pnpm soak` takes twenty times as many new ones. */
const { SOAK } = process.env;
const TIMES = SOAK ? 20 : 1;
const WORLDS = SOAK ? {} : { seed: 20_261_122 };
vi.setConfig({ testTimeout: TIMES * 120_000 });

/** Takes generated worlds there and back; a failure names its seed. */
async function tripsOf(options: TripOptions, numRuns: number): Promise<void> {
  const trip = fc.asyncProperty(anyWorld, async (world) => {
    const { told, back, summary } = await roundTrip(world, options);
    expect(summary.status).toMatch(/complete|rejected/);
    expect(unexplained({ told, back, summary, isRestored: options.restore })).toEqual([]);
  });
  await fc.assert(trip, { ...WORLDS, numRuns: TIMES * numRuns, endOnFailure: true });
}

it("any world comes back from CometChat as it went there, but for the losses that were counted", async () => {
  await tripsOf({ passes: "none", restore: true }, 6);
});

it("what passes bring is no loss: it comes back too", async () => {
  await tripsOf({ passes: PASSES, restore: true }, 3);
});

it("without --source.restore everything is there once, in order and in its place, with its text", async () => {
  await tripsOf({ passes: "none", restore: false }, 2);
});
