import type { CommandModule } from "yargs";
import type { Reporter } from "../show/reporter.ts";

type LoadCommand = (reporter: Reporter, args: readonly string[]) => Promise<CommandModule>;

/** Each is loaded when it is named; in the order of `etl --help`. */
const COMMANDS: ReadonlyMap<string, LoadCommand> = new Map<string, LoadCommand>([
  ["check", async (reporter, args) => (await import("./check.ts")).checkCommand(reporter, args)],
  ["plan", async (reporter, args) => (await import("./plan.ts")).planCommand(reporter, args)],
  ["run", async (reporter, args) => (await import("./run.ts")).runCommand(reporter, args)],
  ["status", async () => (await import("./status.ts")).statusCommand],
  ["errors", async () => (await import("./errors.ts")).errorsCommand()],
  ["replay", async (reporter, args) => (await import("./replay.ts")).replayCommand(reporter, args)],
  ["verify", async (reporter, args) => (await import("./verify.ts")).verifyCommand(reporter, args)],
  ["report", async () => (await import("./report.ts")).reportCommand],
  ["undo", async (reporter, args) => (await import("./undo.ts")).undoCommand(reporter, args)],
  ["map", async (reporter, args) => (await import("./map.ts")).mapCommand(reporter, args)],
  ["list", async () => (await import("./list.ts")).listCommand],
  ["describe", async () => (await import("./describe.ts")).describeCommand],
  ["guess", async (reporter) => (await import("./guess.ts")).guessCommand(reporter)],
  ["preview", async (reporter) => (await import("./preview.ts")).previewCommand(reporter)],
  ["probe", async (reporter, args) => (await import("./probe.ts")).probeCommand(reporter, args)],
  ["new", async () => (await import("./new.ts")).newCommand],
  ["sandbox", async (_, args) => (await import("./sandbox.ts")).sandboxCommand(args)],
]);

/** What there is to name, for who named nothing: `check, run or status`. */
export const COMMAND_NAMES = [...COMMANDS.keys()].join(", ").replace(/, (\w+)$/, " or $1");

/** The command that a command line begins with, alone; all of them if it begins with none, as `etl --help` does. */
export async function commandsFor(reporter: Reporter, args: readonly string[]): Promise<readonly CommandModule[]> {
  const named = COMMANDS.get(args[0] ?? "");
  const loads = named === undefined ? [...COMMANDS.values()] : [named];
  return await Promise.all(loads.map(async (load) => await load(reporter, args)));
}
