import { setTimeout as sleep } from "node:timers/promises";
import { countFiles, countWorkspace, type LiveStatus, liveStatus } from "@chat-etl/engine";
import { isAtWork, readWorkspace } from "@chat-etl/store";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { callFor } from "../call.ts";
import { EXAMPLE_PIPELINE } from "../find.ts";
import { checkFlags } from "../flags.ts";
import { filesText } from "../show/files-text.ts";
import { formatCount } from "../show/format.ts";
import { liveLines } from "../show/live-text.ts";
import { countsText } from "../show/summary-text.ts";
import { LineScreen, TerminalScreen, type WatchScreen } from "../show/watch-screen.ts";
import { latestWorkspace, WORKSPACE_OPTION } from "../workspace-folder.ts";
import { JSON_OPTION } from "./json-option.ts";

const StatusFlags = z.object({
  workspace: z.string().min(1).optional(),
  watch: z.boolean().default(false),
  json: z.boolean().default(false),
});
type StatusFlags = z.output<typeof StatusFlags>;

/** How often a run that is watched is looked at. */
const EVERY_MS = 2_000;

/** `etl status`. */
export const statusCommand: CommandModule = {
  command: "status",
  describe: "Tell where a workspace stands, also while a run works on it.",
  builder: (command) =>
    command
      .option("workspace", WORKSPACE_OPTION)
      .option("watch", { type: "boolean", describe: "Show it again every two seconds, until the run ends." })
      .option("json", JSON_OPTION)
      .strict()
      .example(`$0 status --workspace .etl/${EXAMPLE_PIPELINE}@sandbox`, "Where a rehearsal stands.")
      .example("$0 status --watch", "From another terminal, while a run works."),
  handler: async (argv) => await tellStatus(checkFlags(StatusFlags, argv)),
};

type Reading = Awaited<ReturnType<typeof readWorkspace>>;

/** @throws ConfigError */
async function tellStatus(flags: StatusFlags): Promise<void> {
  const folder = flags.workspace ?? latestWorkspace();
  const reading = await readWorkspace(folder);
  try {
    if (flags.watch && !(await watch(folder, reading, screenOf(flags)))) return;
    await tellOnce(folder, reading, flags);
  } finally {
    await reading.close();
  }
}

function screenOf({ json }: StatusFlags): WatchScreen {
  return process.stdout.isTTY && !json ? new TerminalScreen() : new LineScreen({ json });
}

/** Tells whether the run has ended; else it was interrupted. Only reads, and nothing that must be counted. */
async function watch(folder: string, reading: Reading, screen: WatchScreen): Promise<boolean> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());
  for (;;) {
    const live = await lookAt(folder, reading);
    screen.show(live);
    if (!live.isAtWork || stop.signal.aborted) break;
    await sleep(EVERY_MS, undefined, { signal: stop.signal }).catch(() => {});
    if (stop.signal.aborted) break;
  }
  screen.end();
  return !stop.signal.aborted;
}

async function lookAt(folder: string, reading: Reading): Promise<LiveStatus> {
  return await liveStatus(reading, { isAtWork: isAtWork(folder), now: Date.now() });
}

async function tellOnce(folder: string, reading: Reading, { json, workspace }: StatusFlags): Promise<void> {
  const { tallies } = reading;
  const target = (await tallies.lastTarget()) ?? "";
  const live = await lookAt(folder, reading);
  const counts = await countWorkspace(tallies, target);
  const perMinute = await tallies.answeredSince(target, Date.now() - 60_000);
  const requests = await tallies.requests(target);
  const files = await countFiles(reading.fileTallies, { policy: "copy" });
  if (json) {
    const told = {
      event: "status",
      ...counts,
      ...live,
      files,
      requests,
      requestsInLastMinute: perMinute,
      workspace: folder,
    };
    process.stdout.write(`${JSON.stringify(told)}\n`);
    return;
  }
  const unread = (await tallies.streams()).filter(({ done }) => !done).map(({ name }) => name);
  const unreadText = unread.length > 0 ? `Not read to the end yet: ${unread.join(", ")}.\n` : "";
  const now =
    requests === 0
      ? "Nothing was sent yet."
      : `${formatCount(requests)} requests so far to ${target}, ${formatCount(perMinute)} of them in the last minute.`;
  const call = callFor(folder, target, workspace !== undefined);
  process.stdout.write(
    `Workspace: ${folder}\n${liveLines(live).join("\n")}\n${unreadText}${[now, ...filesText(files, call)].join("\n")}\n\n${countsText(counts)}\n`,
  );
}
