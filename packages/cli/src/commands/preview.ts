import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countWorkspace, preview } from "@chat-etl/engine";
import { KINDS } from "@chat-etl/model";
import { ConfigError } from "@chat-etl/sdk";
import { openWorkspace, type Tallies } from "@chat-etl/store";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { checkSource } from "../config.ts";
import { findGuessingSource } from "../find.ts";
import { checkFlags, FileFlag } from "../flags.ts";
import { createLogger } from "../logger.ts";
import { previewText } from "../show/preview-text.ts";
import type { Reporter } from "../show/reporter.ts";
import { stopOnInterrupt } from "../stop.ts";
import { JSON_OPTION } from "./json-option.ts";

const PreviewFlags = z.object({
  file: FileFlag,
  mapping: z.string().min(1),
  zone: z.string().min(1).optional(),
  records: z.coerce.number().int().min(0).default(5),
  limit: z.coerce.number().int().positive().optional(),
  json: z.boolean().default(false),
});
type PreviewFlags = z.output<typeof PreviewFlags>;

/** Most rejected values that are told one by one with --json. */
const REJECTS_TOLD = 100_000;

/** `etl preview`. */
export function previewCommand(reporter: Reporter): CommandModule {
  const text = { type: "string", requiresArg: true } as const;
  return {
    command: "preview <file>",
    describe: "Show what a mapping makes of an export, and everything it would reject. Sends nothing.",
    builder: (command) =>
      command
        .positional("file", {
          type: "string",
          demandOption: true,
          describe: "A file, a folder or a zip archive; - for standard input.",
        })
        .options({
          mapping: { ...text, demandOption: true, describe: "A mapping file, or the name of a ready mapping." },
          zone: { ...text, describe: "Time zone of times that tell none, like Europe/Berlin." },
          records: { ...text, describe: "How many records of each kind are shown. Default: 5." },
          limit: { ...text, describe: "Read at most so many values of each kind of input. Default: all." },
          json: JSON_OPTION,
        })
        .strict()
        .example("$0 preview export.zip --mapping my-forum.yaml", "All of it.")
        .example("$0 preview export/ --mapping my-forum.yaml --limit 1000", "Its beginning."),
    handler: async (argv) => await showPreview(checkFlags(PreviewFlags, argv), reporter),
  };
}

/** Stages into a workspace that is thrown away: what is shown is what a run does. @throws ConfigError */
async function showPreview(flags: PreviewFlags, reporter: Reporter): Promise<void> {
  const { file, mapping, zone, limit = Number.POSITIVE_INFINITY } = flags;
  const source = await findGuessingSource();
  const config = checkSource(source, { path: file, mapping, zone });
  const folder = temporaryFolder();
  const workspace = await openWorkspace(join(folder, "workspace"));
  const logger = createLogger({ level: "error", verbose: false, reporter, secrets: () => [] });
  try {
    const stop = stopOnInterrupt((line) => reporter.log(line));
    const refused = await preview({ source, config, staging: workspace.staging, limit, stop, logger });
    await tell(workspace.tallies, { ...flags, refused });
  } finally {
    await workspace.close();
    await logger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws ConfigError */
export function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), "etl-preview-"));
  } catch (cause) {
    throw new ConfigError(`No temporary folder can be made in "${tmpdir()}". Name another place with TMPDIR.`, {
      cause,
    });
  }
}

interface Told extends PreviewFlags {
  /** Why a run would be refused. */
  readonly refused: string | undefined;
}

async function tell(tallies: Tallies, { records, json, refused: runRefused }: Told): Promise<void> {
  const counts = await countWorkspace(tallies, "");
  const entries = await Promise.all(KINDS.map(async (kind) => [kind, await tallies.first(kind, records)] as const));
  if (!json) {
    process.stdout.write(previewText(entries, counts, runRefused));
    return;
  }
  const refused = await tallies.refused(REJECTS_TOLD);
  const lines = [
    ...entries.flatMap(([, staged]) => staged.map((one) => ({ event: "record", ...one }))),
    ...refused.map(({ reason, ...place }) => ({ event: "rejected", ...place, ...reason })),
    { event: "preview", kinds: counts.kinds, rejects: counts.rejects, drops: counts.drops, runRefused },
  ];
  process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}
