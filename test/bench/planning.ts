import { rmSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../support/etl.ts";
import { type Measured, measure } from "./measure.ts";
import { type Row, rowOf, writeSection } from "./results.ts";
import { writeArchive } from "./write-archive.ts";

const UNTIL = Date.parse("2026-11-01T00:00:00Z");
const SIZES = [100_000, 1_000_000];
/** What planning a million messages may take. */
const GOAL_SECONDS = 60;
const COMETCHAT = { appId: "bench", region: "us", apiKey: "0".repeat(40), retention: "none" };
const TALKJS = { appId: "bench", secretKey: "bench", dialect: "g2" };

/** Plans for a tenth of a million and a million staged messages, beside a bare loop over the same rows. Once each. */
export async function planning(): Promise<void> {
  const rows: Row[] = [];
  for (const messages of SIZES) rows.push(...(await planFor(messages)));
  writeSection("planning", rows);
}

async function planFor(messages: number): Promise<readonly Row[]> {
  const folder = newFolder();
  const archive = join(folder, "archive");
  const workspace = join(folder, "workspace");
  await writeArchive(archive, messages, UNTIL);
  await measure("stage-archive", archive, workspace);
  const first = await measure("plan-staged", archive, workspace, "cometchat", JSON.stringify(COMETCHAT));
  const again = await measure("plan-staged", archive, workspace, "cometchat", JSON.stringify(COMETCHAT));
  const talkjs = await measure("plan-staged", archive, workspace, "talkjs", JSON.stringify(TALKJS));
  const parsed = await measure("parse-staged", workspace);
  rmSync(folder, { recursive: true });
  for (const made of [first, again, talkjs, parsed]) {
    if (made.messages !== messages) throw new Error(`${made.messages} of ${messages} messages were looked at.`);
  }
  const count = messages.toLocaleString("en-US");
  return [
    rowOf(`plan of ${count} staged messages for CometChat, their gaps filled first`, first, {}),
    rowOf(`plan of ${count} resolved messages for CometChat`, again, {}),
    rowOf(`plan of ${count} resolved messages for TalkJS`, talkjs, {}),
    rowOf("bare `JSON.parse` loop, the same rows", parsed, { ours: again }),
    ["part of a minute a million takes, at the rate of the first (goal: below 1)", partOfGoal(first), "", "", "", ""],
  ];
}

function partOfGoal({ messages, seconds }: Measured): string {
  return (((seconds / messages) * 1_000_000) / GOAL_SECONDS).toFixed(2);
}
