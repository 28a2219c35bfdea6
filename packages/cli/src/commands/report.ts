import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gatherReport } from "@chat-etl/engine";
import { ConfigError } from "@chat-etl/sdk";
import { readWorkspace } from "@chat-etl/store";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { EXAMPLE_PIPELINE } from "../find.ts";
import { checkFlags } from "../flags.ts";
import { latestWorkspace, WORKSPACE_OPTION } from "../workspace-folder.ts";
import { JSON_OPTION } from "./json-option.ts";

const ReportFlags = z.object({
  workspace: z.string().min(1).optional(),
  out: z
    .string()
    .regex(/\.(html|json)$/, "must end in .html or .json")
    .optional(),
  json: z.boolean().default(false),
});

/** `etl report`. */
export const reportCommand: CommandModule = {
  command: "report",
  describe: "Make one HTML file of what a workspace knows: numbers, throughput, rejects, losses.",
  builder: (command) =>
    command
      .options({
        workspace: WORKSPACE_OPTION,
        out: {
          type: "string",
          requiresArg: true,
          describe: "The file to write, .html or .json. Default: report.html in the workspace.",
        },
        json: JSON_OPTION,
      })
      .strict()
      .example(`$0 report --workspace .etl/${EXAMPLE_PIPELINE}@sandbox`, "Of a rehearsal.")
      .example("$0 report --out report.json", "The same as JSON."),
  handler: async (argv) => await report(checkFlags(ReportFlags, argv)),
};

/** @throws ConfigError */
async function report({ workspace, out, json }: z.output<typeof ReportFlags>): Promise<void> {
  const folder = workspace ?? latestWorkspace();
  const reader = await readWorkspace(folder);
  try {
    const target = (await reader.tallies.lastTarget()) ?? "";
    const gathered = await gatherReport(reader, { workspace: folder, target, now: Date.now() });
    const path = out ?? (json ? undefined : join(folder, "report.html"));
    if (json) process.stdout.write(`${JSON.stringify(gathered)}\n`);
    if (path === undefined) return;
    // Drawing takes a second to load, which no other command shall wait for.
    const { reportHtml } = await import("../show/report/report-html.ts");
    write(path, path.endsWith(".json") ? `${JSON.stringify(gathered, undefined, 2)}\n` : await reportHtml(gathered));
    if (!json)
      process.stdout.write(
        `The report is in "${path}". It names records by their ids; no words of messages are in it.\n`,
      );
  } finally {
    await reader.close();
  }
}

/** For its owner alone: it names people and conversations. @throws ConfigError */
function write(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new ConfigError(`The report could not be written to "${path}" (${why}). Name another file with --out.`, {
      cause,
    });
  }
}
