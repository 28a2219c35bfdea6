import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { newFolder, type Sandbox, startSandbox } from "../support/etl.ts";
import { measure } from "./measure.ts";
import { type Row, rowOf, writeSection } from "./results.ts";
import { MESSAGES_PER_CONVERSATION, writeArchive } from "./write-archive.ts";

const UNTIL = Date.parse("2026-11-01T00:00:00Z");
const MESSAGES = 12_000;
/** How much faster the clocks run. */
const SPEED = 4;
/** TalkJS documents a burst of 600 requests and 9 a second behind it, and ten messages a request. */
const BURST = 600;
const PER_SECOND = 9 * SPEED;
const PER_REQUEST = 10;

/** Requests by method, path and status. */
const Stats = z.record(z.string(), z.number());

/** Loading TalkJS at its documented rate on a faster clock: how much of it is used, and how many requests it takes. */
export async function talkjs(): Promise<void> {
  const folder = newFolder();
  const archive = join(folder, "archive");
  await writeArchive(archive, MESSAGES, UNTIL);
  const switches = ["--sample=false", "--importDialect", "g2", "--speed", String(SPEED)];
  await using target = await startSandbox("talkjs", switches);
  const { appId, secretKey, baseUrl } = target.config;
  const config = JSON.stringify({ appId, secretKey, baseUrl, dialect: "g2" });
  const workspace = join(folder, "workspace");
  const moved = await measure("move", archive, workspace, config, "talkjs", String(SPEED));
  if (moved.messages !== MESSAGES) throw new Error(`${moved.messages} of ${MESSAGES} messages went in.`);
  const sent = sendingTimes(workspace);
  const [first = 0, last = 0] = [sent[0], sent.at(-1)];
  const share = sent.length / (BURST + ((last - first) / 1_000) * PER_SECOND);
  const refused = await refusals(target);
  const conversations = Math.ceil(MESSAGES / MESSAGES_PER_CONVERSATION);
  const least = conversations * Math.ceil(MESSAGES_PER_CONVERSATION / PER_REQUEST);
  const rows: Row[] = [
    rowOf(`${MESSAGES.toLocaleString("en-US")} messages at ${SPEED} times the documented rate`, moved, {}),
    ["burst and rate used (goal: 98 %, none)", `${(100 * share).toFixed(1)} %, ${refused} × 429`, "", "", "", ""],
    [
      `requests per 1,000 messages, users and conversations included (least for the messages: ${((1_000 * least) / MESSAGES).toFixed(0)})`,
      ((1_000 * sent.length) / MESSAGES).toFixed(1),
      "",
      "",
      "",
      "",
    ],
  ];
  writeSection("talkjs", rows);
}

async function refusals(target: Sandbox): Promise<number> {
  const stats = Stats.parse(await (await fetch(`${target.url}/_sandbox/stats`)).json());
  return Object.entries(stats).reduce((sum, [key, count]) => (key.endsWith(" 429") ? sum + count : sum), 0);
}

function sendingTimes(workspace: string): readonly number[] {
  const db = new DatabaseSync(join(workspace, "workspace.sqlite"), { readOnly: true });
  const times = db
    .prepare("SELECT sent_at FROM request ORDER BY sent_at")
    .all()
    .map((request) => Number(request.sent_at));
  db.close();
  return times;
}
