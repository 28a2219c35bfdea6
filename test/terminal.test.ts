import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { NODE_ARGS, newFolder } from "./support/etl.ts";

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
