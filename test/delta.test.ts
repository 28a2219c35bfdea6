import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import {
  type CallOptions,
  envFor,
  etl,
  linesOf,
  newFolder,
  type Sandbox,
  startSandbox,
  summaryOf,
  UNPACED,
} from "./support/etl.ts";
import { bySourceConversation, storedMessages } from "./support/target.ts";
import { isUnfit, WORLD_SWITCHES, worldMessages } from "./support/world.ts";

const RUN = ["run", "talkjs-to-cometchat", "--json", ...UNPACED];

/** A group of three with 220 messages, more than two pages of them. */
const BUSY = "burst";

/** Asks the app that is read, as its owner's server does. */
async function call({ url, config }: Sandbox, method: string, path: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${config.secretKey}`, "content-type": "application/json" };
  const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
  const answer = await fetch(`${url}/v1/${config.appId}${path}`, init);
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return await answer.json();
}

/** Writes messages into a conversation. Returns their ids. */
async function write(source: Sandbox, conversation: string, sender: string, texts: readonly string[]) {
  const path = `/conversations/${encodeURIComponent(conversation)}/messages`;
  const sent = await call(
    source,
    "POST",
    path,
    texts.map((text) => ({ text, sender, type: "UserMessage" })),
  );
  return (sent as readonly { readonly id: string }[]).map(({ id }) => id);
}

/** Ids by conversation that the target must hold: the first world's, and behind them what was written since. */
function expectedIds(added: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const old = [...worldMessages()].map(
    ([id, messages]) => [id, messages.filter((message) => !isUnfit(message)).map((message) => message.id)] as const,
  );
  const all = new Map<string, readonly string[]>(old.filter(([, ids]) => ids.length > 0));
  for (const [id, ids] of added) all.set(id, [...(all.get(id) ?? []), ...ids]);
  return all;
}

it("bulk days before, delta in the last hour: then the target has what the source has, and each message once", async () => {
  await using source = await startSandbox("talkjs", WORLD_SWITCHES);
  await using target = await startSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
  const options: CallOptions = { cwd: newFolder(), env: envFor(source, target) };
  await etl(RUN, options);

  // Meanwhile, at the source: somebody comes, somebody writes where others wrote, one edits, one deletes.
  await call(source, "PUT", "/users/newbie", { name: "Newbie" });
  await call(source, "PUT", "/conversations/fresh", { subject: "Fresh", participants: ["newbie"] });
  const [edited, deleted] = (worldMessages().get(BUSY) ?? []).filter(
    (message) => !isUnfit(message) && message.type === "UserMessage",
  );
  await call(source, "PUT", `/conversations/${BUSY}`, { participants: ["newbie"] });
  const added = new Map([
    ["fresh", await write(source, "fresh", "newbie", ["one", "two"])],
    [BUSY, await write(source, BUSY, "newbie", ["three"])],
  ]);
  const path = `/conversations/${BUSY}/messages`;
  await call(source, "PUT", `${path}/${edited?.id}`, { text: "edited, and secret" });
  await call(source, "DELETE", `${path}/${deleted?.id}`);

  const delta = await etl([...RUN, "--delta"], options);
  const summary = summaryOf(delta);
  expect(bySourceConversation(await storedMessages(target))).toEqual(expectedIds(added));
  expect(summary.kinds.message).toMatchObject({ pending: 0, duplicate: 0 });
  expect(summary.delta?.kinds).toMatchObject({
    user: { fresh: 1, vanished: 0 },
    conversation: { fresh: 1, vanished: 0 },
    message: { fresh: 3, vanished: 1 },
  });
  expect(summary.delta?.changes).toContainEqual(
    expect.objectContaining({ kind: "message", code: "changed", count: 1, message: expect.stringContaining("text 1") }),
  );
  expect(summary.delta?.changes).toContainEqual(
    expect.objectContaining({ code: "vanished", count: 1, sample: expect.stringContaining(deleted?.id ?? "") }),
  );
  expect(delta.stdout + delta.stderr).not.toContain("secret");

  // The cut-over: only what came in the last hour is asked for.
  added.set("fresh", [...(added.get("fresh") ?? []), ...(await write(source, "fresh", "newbie", ["four"]))]);
  const last = await etl([...RUN, "--since", "last"], options);
  expect(bySourceConversation(await storedMessages(target))).toEqual(expectedIds(added));
  expect(summaryOf(last)).toMatchObject({
    sent: 1,
    requests: 1,
    delta: { reading: 3, kinds: { message: { fresh: 1, vanished: 0 } } },
  });
  const read = linesOf(last).findLast((line) => "stream" in line && line.stream === "messages" && "values" in line);
  expect(read).toMatchObject({ done: true, values: expect.toSatisfy((count: number) => count < 200) });

  const again = summaryOf(await etl([...RUN, "--delta"], options));
  expect([again.sent, again.requests]).toEqual([0, 0]);
  expect(again.delta?.kinds.message).toMatchObject({ fresh: 0, changed: 0, vanished: 0 });
  const status = await etl(["status"], options);
  expect(status.stdout).toContain("Reading 4 of the source");
  expect(status.stdout).toContain("Gone from the source after they were sent; the target keeps them.");
}, 180_000);

const MAPPING = `mapping: 1
name: forum
inputs:
  - files: "*.json"
    select: posts
    records: [{ kind: message, id: id, conversationId: { const: c }, authorId: null, sentAt: at, text: text }]
`;

it("a newer export under another name is read by --delta only, and only what is new goes in", async () => {
  const cwd = newFolder();
  const post = (id: string, text: string) => ({ id, text, at: `2024-05-0${id}T00:00:00Z` });
  const texts = () =>
    readFileSync(join(cwd, "out", "messages.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).text);
  writeFileSync(join(cwd, "m.yaml"), MAPPING);
  writeFileSync(join(cwd, "may.json"), JSON.stringify({ posts: [post("1", "a"), post("2", "b"), post("3", "c")] }));
  const newer = [post("1", "a"), post("3", "changed"), post("4", "d"), post("5", "e")];
  writeFileSync(join(cwd, "june.json"), JSON.stringify({ posts: newer }));
  const archive = (file: string, ...more: readonly string[]) =>
    etl(
      [
        ...["run", "json-to-json", "--source.path", file, "--source.mapping", "m.yaml", "--sink.folder", "out"],
        ...["--workspace", "work", "--json", ...more],
      ],
      { cwd },
    );
  // One message is still to be sent when the newer export comes.
  expect((await archive("may.json", "--limit", "2")).code).toBe(4);
  const refused = await archive("june.json");
  const name = `${basename(cwd)}/may.json`;
  expect([refused.code, refused.stderr + refused.stdout]).toEqual([
    2,
    expect.stringContaining(`give --source.name ${name} --delta: what is new is sent. Else name another workspace`),
  ]);
  const { delta, kinds, status } = summaryOf(await archive("june.json", "--source.name", name, "--delta"));
  expect(status).toBe("complete");
  expect(texts()).toEqual(["a", "b", "changed", "d", "e"]);
  expect(delta?.kinds.message).toEqual({ fresh: 2, equal: 1, changed: 1, vanished: 1 });
  expect(delta?.changes.map(({ code, count }) => [code, count])).toEqual([
    ["changed-unsent", 1],
    ["vanished", 1],
  ]);
  expect(kinds.message).toMatchObject({ staged: 5, written: 5, pending: 0 });
  const again = await archive("june.json", "--source.name", name);
  expect(again.stdout).toContain("--delta reads it again");
  expect(summaryOf(again).requests).toBe(0);
}, 120_000);
