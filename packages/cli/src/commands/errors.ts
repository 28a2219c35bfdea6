import { groupRejects, type Reject, rejectsOf } from "@chat-etl/engine";
import { KINDS } from "@chat-etl/model";
import { ConfigError, shellWord } from "@chat-etl/sdk";
import { type FailedFiles, readWorkspace, type WorkspaceReader } from "@chat-etl/store";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { type Call, callFor } from "../call.ts";
import { exportRejects } from "../export-rejects.ts";
import { EXAMPLE_PIPELINE } from "../find.ts";
import { checkFlags } from "../flags.ts";
import { fileLines, groupLines, rejectLines } from "../show/errors-text.ts";
import { latestWorkspace, WORKSPACE_OPTION } from "../workspace-folder.ts";
import { JSON_OPTION } from "./json-option.ts";

const ErrorsFlags = z.object({
  workspace: z.string().min(1).optional(),
  code: z.string().min(1).optional(),
  kind: z.enum([...KINDS, "file"]).optional(),
  limit: z.coerce.number().int().positive().optional(),
  export: z.string().min(1).optional(),
  force: z.boolean().default(false),
  showText: z.boolean().default(false),
  json: z.boolean().default(false),
});
type ErrorsFlags = z.output<typeof ErrorsFlags>;

/** So many single rejects are listed unless another number is named. */
const LISTED = 50;

/** `etl errors`. */
export function errorsCommand(): CommandModule {
  const text = { type: "string", requiresArg: true } as const;
  return {
    command: "errors",
    describe: "Show what was rejected, why, and what would mend it, also while a run works on it.",
    builder: (command) =>
      command
        .options({
          workspace: WORKSPACE_OPTION,
          code: { ...text, describe: "List the rejects with this code, one by one." },
          kind: {
            choices: [...KINDS, "file"],
            describe: "List the rejects of this kind, one by one; file: what could not be copied.",
          },
          limit: { ...text, describe: `List at most so many. Default: ${LISTED}; an export has all.` },
          export: {
            ...text,
            describe: "Write the rejected records to this file, one a line, to be put right and sent by etl replay.",
          },
          force: { type: "boolean", describe: "Replace the file of the export." },
          "show-text": { type: "boolean", describe: "Show what people wrote, too." },
          json: JSON_OPTION,
        })
        .strict()
        .example("$0 errors", "What was rejected, by code.")
        .example("$0 errors --code blank-text --limit 10", "Ten of them, each with where it was read.")
        .example("$0 errors --export rejects.jsonl", `Then: etl replay ${EXAMPLE_PIPELINE} --from rejects.jsonl`),
    handler: async (argv) => await tellErrors(checkFlags(ErrorsFlags, argv)),
  };
}

interface Place {
  readonly workspace: WorkspaceReader;
  readonly folder: string;
  /** Of the run before. */
  readonly target: string;
  readonly call: Call;
}

/** @throws ConfigError, TransientError */
async function tellErrors(flags: ErrorsFlags): Promise<void> {
  const folder = flags.workspace ?? latestWorkspace();
  const workspace = await readWorkspace(folder);
  try {
    const target = (await workspace.tallies.lastTarget()) ?? "";
    const place = { workspace, folder, target, call: callFor(folder, target, flags.workspace !== undefined) };
    if (flags.export !== undefined) await writeExport(flags.export, flags, place);
    else await list(flags, place);
  } finally {
    await workspace.close();
  }
}

async function writeExport(path: string, flags: ErrorsFlags, place: Place): Promise<void> {
  const { workspace, target, folder, call } = place;
  const { code, kind } = flags;
  if (kind === "file") throw new ConfigError("--export writes records, and a file is none: leave out --kind file.");
  const rejects = atMost(rejectsOf(workspace, target, { code, kind }), flags.limit ?? Number.POSITIVE_INFINITY);
  const counts = await exportRejects(path, rejects, flags);
  if (flags.json) return print({ event: "exported", file: path, ...counts, target, workspace: folder });
  const rest =
    counts.withoutRecord === 0
      ? ""
      : `${counts.withoutRecord} values never became a record and are not in it: mend them at the source, and read it anew.\n`;
  process.stdout.write(
    `${counts.records} rejected records were written to "${path}".\n${rest}The file holds what people wrote: only you can read it; delete it when you are done.\nPut "record" right in it, and send it: etl replay ${call.pipeline} --from ${shellWord(path)}\n`,
  );
}

async function list(flags: ErrorsFlags, place: Place): Promise<void> {
  const { workspace, target, folder, call } = place;
  const { code, limit, json, showText } = flags;
  const files = (await workspace.fileTallies.failed()).filter(
    (one) => code === undefined || code === `file-${one.code}`,
  );
  if (flags.kind === "file") return tellFiles(files, place, json);
  const { kind } = flags;
  const groups = await groupRejects(workspace, target, { code, kind });
  if (code !== undefined && groups.length === 0 && files.length > 0) return tellFiles(files, place, json);
  if (code !== undefined && groups.length === 0) throw noSuchCode(code, await groupRejects(workspace, target));
  const isList = code !== undefined || kind !== undefined || limit !== undefined || showText;
  const rejects = atMost(rejectsOf(workspace, target, { code, kind }), limit ?? LISTED);
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  if (json) {
    if (isList) for await (const reject of rejects) print({ event: "reject", ...shown(reject, showText) });
    return print({ event: "errors", total, groups, files, target, workspace: folder });
  }
  process.stdout.write(`Workspace: ${folder}\n${total === 0 ? "Nothing was rejected.\n" : ""}`);
  if (!isList) {
    process.stdout.write(`${groupLines(groups, call)}${fileLines(files, call)}`);
    return;
  }
  let listed = 0;
  for await (const reject of rejects) {
    process.stdout.write(rejectLines(shown(reject, showText)));
    listed += 1;
  }
  if (listed < total) process.stdout.write(`${listed} of ${total}. More: --limit ${total}\n`);
}

/** Files that could not be copied, and nothing else. */
function tellFiles(files: readonly FailedFiles[], { folder, call }: Place, json: boolean): void {
  if (json) print({ event: "errors", total: files.length, files, workspace: folder });
  else process.stdout.write(`Workspace: ${folder}\n${fileLines(files, call) || "No file failed to be copied.\n"}`);
}

type Shown = Omit<Reject, "record"> & { readonly text?: string };

/** Never the record itself; of what was written only what was asked for by name. */
function shown({ record, mark: _, ...reject }: Reject, showText: boolean): Shown {
  return showText && record?.kind === "message" ? { ...reject, text: record.text } : reject;
}

function noSuchCode(code: string, groups: readonly { readonly code: string }[]): ConfigError {
  const there =
    groups.length === 0 ? "Nothing was rejected at all" : `There are: ${groups.map((one) => one.code).join(", ")}`;
  return new ConfigError(`Nothing was rejected with the code "${code}". ${there}.`);
}

async function* atMost<T>(values: AsyncIterable<T>, limit: number): AsyncGenerator<T, void> {
  let left = limit;
  for await (const value of values) {
    yield value;
    left -= 1;
    if (left <= 0) return;
  }
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
