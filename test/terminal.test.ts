import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { etl, NODE_ARGS, newFolder } from "./support/etl.ts";

/** util-linux's `script` gives a command a terminal of its own. */
const HAS_TERMINAL = spawnSync("script", ["--version"]).status === 0;

it.skipIf(!HAS_TERMINAL)(
  "on a terminal there are bars for each kind, with rate and time left, and a summary below",
  () => {
    const command = [
      process.execPath,
      ...NODE_ARGS,
      "run",
      "talkjs-to-cometchat",
      "--sandbox",
      "--sandbox-speed",
      "30",
    ];
    const shell = `stty cols 100 rows 40; ${command.map((word) => `'${word}'`).join(" ")}`;
    const { stdout } = spawnSync("script", ["-qec", shell, "/dev/null"], { cwd: newFolder(), encoding: "utf8" });
    expect(stdout).toMatch(/message +█+░+ [\d,]+ of 7,[\d,]+, [\d,]+\/s, .+ left/);
    expect(stdout).toMatch(/read messages +█+ 7,[\d,]+ read/);
    expect(stdout).toContain("Finished; some records were rejected.");
    expect(stdout).toMatch(/│ message +│ +7,/);
  },
);

it.skipIf(!HAS_TERMINAL)("undo removes nothing before the target's name is typed on the terminal", async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, "archive.json"), JSON.stringify({ source: "forum:one" }));
  const files = {
    users: { kind: "user", id: "ann", displayName: "Ann" },
    conversations: { kind: "conversation", id: "lobby", type: "group", title: "Lobby" },
    memberships: { kind: "membership", conversationId: "lobby", userId: "ann" },
    messages: { kind: "message", id: "m1", conversationId: "lobby", authorId: "ann", sentAt: Date.now(), text: "hi" },
  };
  for (const [name, record] of Object.entries(files)) writeFileSync(join(cwd, `${name}.jsonl`), JSON.stringify(record));
  const args = ["json-to-cometchat", "--sandbox", "--source.path", cwd, "--source.mapping", "canonical"];
  expect((await etl(["run", ...args], { cwd })).code).toBe(0);
  const shell = [process.execPath, ...NODE_ARGS, "undo", ...args].map((word) => `'${word}'`).join(" ");
  const type = (input: string) => spawnSync("script", ["-qec", shell, "/dev/null"], { cwd, encoding: "utf8", input });
  const wrong = type("sand\n");
  expect([wrong.status, wrong.stdout]).toEqual([2, expect.stringContaining("Nothing was removed.")]);
  const right = type("sandbox\n");
  expect([right.status, right.stdout]).toEqual([0, expect.stringMatching(/│ user +│ +1 │ +0 │/)]);
});
