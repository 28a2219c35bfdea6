import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AnyRecord } from "@chat-etl/model";
import { openWorkspace } from "./src/index.ts";
const N = 200_000, PAGE = 1000;
const w = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-delta-measure-")));
const rec = (i: number) => AnyRecord.parse({ kind: "message", id: `msg_${(i * 2654435761) >>> 0}_${i}`, conversationId: `c${i % 2000}`, authorId: `u${i % 500}`, sentAt: 1_600_000_000_000 + i * 1000, text: `message number ${i} with some words that make it as long as messages are` });
async function read() {
  const t = performance.now(); const cpu = process.cpuUsage();
  let under: Promise<void>[] = [];
  for (let at = 0; at < N; at += PAGE) {
    const records = Array.from({ length: PAGE }, (_, k) => ({ record: rec(at + k), origin: `m#${at + k}` }));
    under.push(w.staging.stage({ stream: "m", cursor: String(at), records, derived: [], refusals: [], drops: [] }, { newestFirst: false }));
    if (under.length >= 4) await under.shift();
  }
  await Promise.all(under); await w.staging.rest();
  const u = process.cpuUsage(cpu);
  return `${Math.round(performance.now() - t)} ms wall, ${Math.round((u.user + u.system) / 1000)} ms cpu`;
}
await w.readings.begin({ at: 1 });
console.log("first", await read());
let t = performance.now(); await w.readings.finish();
const fill = { user: (id: string) => AnyRecord.parse({ kind: "user", id, displayName: id }), conversation: (id: string) => AnyRecord.parse({ kind: "conversation", id, type: "group" }), membership: (p: any) => AnyRecord.parse({ kind: "membership", conversationId: p.conversationId, userId: p.userId, joinedAt: 1 }), systemUser: () => AnyRecord.parse({ kind: "user", id: "s", displayName: "s" }) } as any;
t = performance.now(); await w.resolution.fillGaps(fill); console.log("resolve 1", Math.round(performance.now() - t));
w.lane("t");
await w.readings.begin({ at: 2 });
console.log("again", await read());
t = performance.now(); await w.readings.finish(); console.log("finish", Math.round(performance.now() - t));
t = performance.now(); await w.resolution.fillGaps(fill); console.log("resolve 2", Math.round(performance.now() - t));
console.log(JSON.stringify(await w.tallies.delta()));
await w.close();
