import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { etl, newFolder, type Sandbox, startSandbox, summaryOf } from "./support/etl.ts";

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
  await using first = await startSandbox("cometchat", ["--world", "sample"]);
  await using second = await startSandbox("cometchat", ["--requestsPerMinute", "off"]);
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
}, 120_000);
