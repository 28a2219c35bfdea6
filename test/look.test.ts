import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { etl, newFolder, start } from "./support/etl.ts";

const FORUM = `
mapping: 1
name: forum
dates: s
inputs:
  - files: "*.json"
    select: posts
    records:
      - { kind: user, derived: true, id: by, displayName: by }
      - { kind: conversation, derived: true, id: room, type: { const: channel } }
      - { kind: membership, derived: true, conversationId: room, userId: by }
      - { kind: message, id: id, conversationId: room, authorId: by, sentAt: at, text: body }
`;
const POST = { id: "p1", room: "lobby", by: "Ann", at: 1_700_000_000, body: "Good morning!" };

it("a rehearsal ends with a command that serves its result again, and the address of the page that shows it", async () => {
  const [cwd, path] = [newFolder(), join(newFolder(), "export.json")];
  writeFileSync(path, JSON.stringify({ posts: [POST] }));
  writeFileSync(join(cwd, "forum.yaml"), FORUM);
  const source = ["--source.path", path, "--source.mapping", "forum.yaml"];
  const run = await etl(["run", "json-to-cometchat", ...source, "--sandbox", "--sink.sandbox.retentionDays", "off"], {
    cwd,
  });
  const said = `${run.stdout}${run.stderr}`;
  expect(run.code, said).toBe(0);
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
