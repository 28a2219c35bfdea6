import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { etl, newFolder, start } from "./support/etl.ts";

const ARCHIVE = {
  users: { kind: "user", id: "ann", displayName: "Ann" },
  conversations: { kind: "conversation", id: "lobby", type: "channel" },
  messages: {
    kind: "message",
    id: "m1",
    conversationId: "lobby",
    authorId: "ann",
    sentAt: 1_700_000_000_000,
    text: "Good morning!",
  },
};

it("a rehearsal ends with a command that serves its result again, and the address of the page that shows it", async () => {
  const [cwd, folder] = [newFolder(), newFolder()];
  writeFileSync(join(folder, "archive.json"), JSON.stringify({ source: "forum" }));
  for (const [kind, record] of Object.entries(ARCHIVE)) {
    writeFileSync(join(folder, `${kind}.jsonl`), `${JSON.stringify(record)}\n`);
  }
  const source = ["--source.path", folder, "--source.mapping", "canonical"];
  const run = await etl(["run", "json-to-cometchat", ...source, "--sandbox", "--sink.sandbox.retentionDays", "off"], {
    cwd,
  });
  const said = `${run.stdout}${run.stderr}`;
  expect(run.code, said).toBe(0);
  expect(said).toMatch(/^What arrives can be looked at, meanwhile: http:/m);
  const command = /To serve it again: etl (.+)\n/.exec(said)?.[1]?.split(" ") ?? [];
  const address = /Look at it: (\S+)/.exec(said)?.[1] ?? "";

  const served = start(command, { cwd });
  const lines: string[] = [];
  for await (const line of createInterface({ input: served.stdout ?? process.stdin })) {
    lines.push(line);
    if (line.startsWith("Interrupt")) break;
  }
  expect(lines).toContain(`Look at it: ${address}`);
  const list = await (await fetch(address)).text();
  expect(list).toContain("<dd>1</dd><dt>messages");
  const conversation = /href="(\/_sandbox\/conversation[^"]*)"/.exec(list)?.[1] ?? "";
  const page = await (await fetch(new URL(conversation, address))).text();
  expect(page).toContain(">Ann</bdi>");
  expect(page).toContain('<div class="text">Good morning!</div>');
  served.kill("SIGINT");
  const [code] = await once(served, "close");
  expect(code).toBe(0);
});
