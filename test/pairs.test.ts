import { join } from "node:path";
import type { Message } from "@chat-etl/model";
import { sinks, sources } from "@chat-etl/pipelines";
import { readWorkspace } from "@chat-etl/store";
import { expect, it } from "vitest";
import { type Counts, etl, newFolder, summaryOf } from "./support/etl.ts";
import { INPUTS } from "./support/pairs/inputs.ts";
import type { Led } from "./support/pairs/led.ts";
import { TARGETS, type Target } from "./support/pairs/targets.ts";

/** Any source into any sink, as they are listed: a new one is tried with all others. */
const PAIRS = [...sources.keys()].flatMap((from) => [...sinks.keys()].map((to) => ({ from, to })));

/** More than any world here has. */
const MANY = 10_000;

it.each(PAIRS)("$from-to-$to: what went in is at the target, whole and in order", async ({ from, to }) => {
  await using input = await ready(INPUTS[from], "test/support/pairs/inputs.ts", from);
  await using target = await ready(TARGETS[to], "test/support/pairs/targets.ts", to);
  const cwd = newFolder();
  const args = ["run", `${from}-to-${to}`, "--json", ...input.flags, ...target.flags];
  const summary = summaryOf(await etl(args, { cwd, env: { ...input.env, ...target.env } }));
  const held = await target.held();
  const plain = await plainMessages(join(cwd, summary.workspace));
  const { user, conversation, message } = summary.kinds;
  const all = [fit(user), fit(conversation)];
  expect([held.users, held.conversations ?? all[1]]).toEqual(all);
  expect(held.messages).toHaveLength(fit(message));
  expect(new Set(held.messages.map(({ id }) => id)).size).toBe(fit(message));
  const arrived = held.messages.flatMap(({ id, text }) => (plain.has(id) ? [{ id, text }] : []));
  expect(arrived.length).toBeGreaterThan(1);
  expect(arrived.length).toBeGreaterThanOrEqual(plain.size - message.rejected);
  for (const { id, text } of arrived) expect(text).toBe(plain.get(id)?.text);
  const talks = Map.groupBy(
    arrived.flatMap(({ id }) => plain.get(id) ?? []),
    ({ conversationId }) => conversationId,
  );
  for (const talk of talks.values()) expect(talk).toEqual(talk.toSorted((a, b) => a.sentAt - b.sentAt));
});

async function ready<End extends Led | Target>(
  prepare: (() => Promise<End>) | undefined,
  file: string,
  name: string,
): Promise<End & AsyncDisposable> {
  if (prepare === undefined) throw new Error(`"${name}" is listed and not tried: give it an entry in ${file}.`);
  const end = await prepare();
  return { ...end, [Symbol.asyncDispose]: async () => await end.sandbox?.[Symbol.asyncDispose]() };
}

function fit({ staged, rejected, unreadable }: Counts): number {
  return staged - (rejected - unreadable);
}

/** The messages of a workspace whose words every target shows as they are, by id. */
async function plainMessages(workspace: string): Promise<ReadonlyMap<string, Message>> {
  const { tallies, close } = await readWorkspace(workspace);
  const staged = await tallies.first("message", MANY);
  await close();
  const plain = staged.flatMap(({ record }) => (record.kind === "message" && isPlain(record) ? [record] : []));
  return new Map(plain.map((message) => [message.id, message]));
}

function isPlain({ type, text, authorId, entities, attachments }: Message): boolean {
  return (
    type === "text" &&
    authorId !== null &&
    /^\p{L}[\p{L}\d ,.!?']{1,200}$/u.test(text) &&
    entities.length + attachments.length === 0
  );
}
