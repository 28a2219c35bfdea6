import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Ended, etl, linesOf, newFolder, type SummaryLine, summaryOf } from "./support/etl.ts";
import { WORLD_SWITCHES } from "./support/world.ts";

const FAST = ["--sandbox", "--sandbox-speed", "1000", "--json"];
const WORLD = WORLD_SWITCHES.map((word) => (word.startsWith("--") ? `--source.sandbox.${word.slice(2)}` : word));
const NO_AGE = ["--sink.sandbox.retentionDays", "off"];

interface PlanLine extends SummaryLine {
  readonly requestsByKind: Readonly<Record<string, number>>;
  readonly parts: readonly { readonly pass?: string; readonly requests: number }[];
}

function planOf(result: Ended): PlanLine {
  const last = linesOf(result).at(-1);
  if (last?.event !== "plan") throw new Error(`The last line is no plan: ${JSON.stringify(last)}\n${result.stderr}`);
  return last as unknown as PlanLine;
}

it("talkjs-to-cometchat: the run needs the requests of the plan, and rejects and loses what it said", async () => {
  const cwd = newFolder();
  const args = ["talkjs-to-cometchat", ...FAST, ...WORLD, ...NO_AGE, "--sink.passes", "roles,scopes"];
  const planned = await etl(["plan", ...args, "--out", "plan.md"], { cwd });
  const plan = planOf(planned);
  expect(planned.code, planned.stderr).toBe(3);
  const text = readFileSync(join(cwd, "plan.md"), "utf8");
  expect(text).toContain(`A run will send ${plan.requests} requests to sandbox.`);
  expect(text).toMatch(/requests a minute/);
  expect(text).toMatch(
    /### `blank-text`: 3 of kind "message"\n\n.*\n\nEach:\n\n- `msg_\w+`, from `GET \/conversations\//,
  );
  const summary = summaryOf(await etl(["run", ...args], { cwd }));
  expect(summary).toMatchObject({
    status: "rejected",
    requests: plan.requests,
    kinds: plan.kinds,
    losses: plan.losses,
  });
  // Had the plan sent anything, it would be there already.
  expect(Object.values(summary.kinds).map(({ duplicate }) => duplicate)).toEqual([0, 0, 0, 0]);
  expect(summary).toMatchObject({ plan: { requests: plan.requests, took: { requests: plan.requests } } });
});

it("json-to-talkjs: conversations, participants, parts, readers and who is taken out again count as they come", async () => {
  const cwd = newFolder();
  const source = ["--source.path", smallArchive(cwd), "--source.mapping", "canonical"];
  const sink = ["--attachments", "link", "--sink.passes", "reads,reactions"];
  const args = ["json-to-talkjs", ...FAST, ...source, ...sink];
  const plan = planOf(await etl(["plan", ...args, "--out", "plan.json"], { cwd }));
  expect(JSON.parse(readFileSync(join(cwd, "plan.json"), "utf8"))).toEqual(plan);
  // The system is let in with its message; who is muted needs a request of his own.
  expect(plan.requestsByKind).toEqual({ user: 1, conversation: 2, membership: 2, message: 3 });
  const summary = summaryOf(await etl(["run", ...args], { cwd }));
  expect(summary).toMatchObject({ requests: plan.requests, kinds: plan.kinds, losses: plan.losses });
  // The system says what has an author, too: he is there for it.
  expect(summary).toMatchObject({ status: "complete", kinds: { user: { added: 1 } } });
});

it("a plan in which nothing is rejected ends with 0; passes count as if everything goes in", async () => {
  const cwd = newFolder();
  const source = ["--source.path", smallArchive(cwd), "--source.mapping", "canonical"];
  const passes = ["--sink.passes", "roles,friends,threads,reactions,pins,deactivation"];
  const args = ["json-to-cometchat", ...FAST, ...NO_AGE, ...source, ...passes];
  const planned = await etl(["plan", ...args], { cwd });
  const plan = planOf(planned);
  expect(planned.code, planned.stderr).toBe(0);
  const byPass = Object.fromEntries(plan.parts.map(({ pass, requests }) => [pass ?? "main", requests]));
  expect(byPass).toMatchObject({ roles: 1, friends: 1, threads: 1, reactions: 3, pins: 1, deactivation: 0 });
  const summary = summaryOf(await etl(["run", ...args], { cwd }));
  expect(summary).toMatchObject({ status: "complete", requests: plan.requests, losses: plan.losses });
});

it("what cannot be planned ends with 2 before anything is read, and help has an example", async () => {
  const cwd = newFolder();
  const help = await etl(["plan", "--help"], { cwd });
  expect(help.stdout).toMatch(/etl plan talkjs-to-cometchat --out plan\.md/);
  const keyless = await etl(["plan", "talkjs-to-cometchat"], { cwd });
  expect([keyless.code, keyless.stderr]).toEqual([2, expect.stringContaining("COMETCHAT_API_KEY")]);
  const format = await etl(["plan", "talkjs-to-cometchat", ...FAST, "--out", "plan.txt"], { cwd });
  expect([format.code, format.stderr]).toEqual([2, expect.stringContaining("--out must end in .json or .md")]);
  const nowhere = await etl(["plan", "talkjs-to-cometchat", ...FAST, "--out", "no/such/plan.md"], { cwd });
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining("Name another file with --out.")]);
});

/** A group and a pair; a reply, reactions, a pin, a file, a word of the system, somebody muted and somebody who has left. */
function smallArchive(cwd: string): string {
  const folder = join(cwd, "archive");
  mkdirSync(folder);
  const noon = Date.UTC(2026, 9, 1, 12);
  const message = (id: string, more: object) => ({
    kind: "message",
    id,
    conversationId: "crew",
    text: "Ahoy",
    ...more,
  });
  const member = (conversationId: string, userId: string, more: object = {}) => ({
    kind: "membership",
    ...{ conversationId, userId, joinedAt: noon, ...more },
  });
  const cat = { kind: "image", name: "cat.png", url: "https://example.com/cat.png" };
  const files = {
    users: [
      { kind: "user", id: "ann", displayName: "Ann", role: "Skipper", friendIds: ["bob"] },
      { kind: "user", id: "bob", displayName: "Bob", role: "Skipper" },
      { kind: "user", id: "cho", displayName: "Cho" },
    ],
    conversations: [
      { kind: "conversation", id: "crew", type: "group", title: "Crew", createdAt: noon },
      { kind: "conversation", id: "pair", type: "direct" },
    ],
    memberships: [
      member("crew", "ann", { lastReadAt: noon + 2_000 }),
      member("crew", "bob", { notify: "none" }),
      member("crew", "cho", { state: "former" }),
      member("pair", "ann"),
      member("pair", "bob"),
    ],
    messages: [
      message("m1", {
        ...{ authorId: "ann", sentAt: noon + 1_000, pin: { userId: "bob" } },
        reactions: [
          { emoji: "👍", userId: "bob" },
          { emoji: "👍", userId: "ann" },
        ],
      }),
      message("m2", { authorId: "bob", sentAt: noon + 2_000, threadRootId: "m1", attachments: [cat] }),
      message("m3", { authorId: "bob", sentAt: noon + 3_000, reactions: [{ emoji: "⚓", userId: "ann" }] }),
      message("m4", { authorId: "ann", type: "system", event: "joined", sentAt: noon + 4_000 }),
      message("m5", { authorId: "ann", sentAt: noon + 5_000, conversationId: "pair" }),
    ],
  };
  writeFileSync(join(folder, "archive.json"), JSON.stringify({ format: "chat-etl", version: 1, source: "json:crew" }));
  for (const [name, records] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.jsonl`), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  }
  return folder;
}
