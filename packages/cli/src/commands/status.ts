import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { countWorkspace } from "@chat-etl/engine";
import { ConfigError } from "@chat-etl/sdk";
import { readWorkspace } from "@chat-etl/store";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { EXAMPLE_PIPELINE } from "../find.ts";
import { checkFlags } from "../flags.ts";
import { countsText } from "../show/summary-text.ts";
import { JSON_OPTION } from "./json-option.ts";

const StatusFlags = z.object({ workspace: z.string().min(1).optional(), json: z.boolean().default(false) });

/** `etl status`. */
export const statusCommand: CommandModule = {
  command: "status",
  describe: "Tell where a workspace stands, also while a run works on it.",
  builder: (command) =>
    command
      .option("workspace", {
        type: "string",
        requiresArg: true,
        describe: "The workspace's folder. Default: the only one below .etl.",
      })
      .option("json", JSON_OPTION)
      .strict()
      .example(`$0 status --workspace .etl/${EXAMPLE_PIPELINE}@sandbox`, "Where a rehearsal stands."),
  handler: async (argv) => await tellStatus(checkFlags(StatusFlags, argv)),
};

/** @throws ConfigError */
async function tellStatus({ workspace, json }: z.output<typeof StatusFlags>): Promise<void> {
  const folder = workspace ?? onlyWorkspace();
  const { tallies, close } = await readWorkspace(folder);
  try {
    const target = (await tallies.lastTarget()) ?? "";
    const counts = await countWorkspace(tallies, target);
    const perMinute = await tallies.answeredSince(target, Date.now() - 60_000);
    const requests = await tallies.requests(target);
    if (json) {
      process.stdout.write(
        `${JSON.stringify({ event: "status", ...counts, requests, requestsInLastMinute: perMinute, workspace: folder })}\n`,
      );
      return;
    }
    const unread = (await tallies.streams()).filter(({ done }) => !done).map(({ name }) => name);
    const reading = unread.length > 0 ? `Not read to the end yet: ${unread.join(", ")}.\n` : "";
    const now = `${requests} requests so far to ${target === "" ? "no target yet" : target}, ${perMinute} of them in the last minute.`;
    process.stdout.write(`Workspace: ${folder}\n${reading}${now}\n\n${countsText(counts)}\n`);
  } finally {
    await close();
  }
}

/** The one workspace below `.etl`. @throws ConfigError if there is none or more than one */
function onlyWorkspace(): string {
  const found = existsSync(".etl") ? readdirSync(".etl").map((name) => join(".etl", name)) : [];
  const [only, ...others] = found.filter((folder) => existsSync(join(folder, "workspace.sqlite")));
  if (only === undefined) throw new ConfigError(`There is no workspace in ".etl". Name one with --workspace.`);
  if (others.length > 0)
    throw new ConfigError(`There are several workspaces; name one with --workspace: ${[only, ...others].join(", ")}.`);
  return only;
}
