import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type MatchedBy, matchUsers, stageUsers, type UserMatch } from "@chat-etl/engine";
import type { User } from "@chat-etl/model";
import { ConfigError, type ExistingUser, type Logger, type Pipeline, shellWord } from "@chat-etl/sdk";
import { openWorkspace, readWorkspace } from "@chat-etl/store";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { callOf } from "../call.ts";
import { checkConfig, type PipelineConfig, secretsOf } from "../config.ts";
import { EXIT } from "../exit-codes.ts";
import { EXAMPLE_PIPELINE, findPipeline } from "../find.ts";
import { checkFlags, SessionFlags } from "../flags.ts";
import { configWithAnswers, givenBy } from "../given.ts";
import { createLogger } from "../logger.ts";
import { rehearse } from "../sandboxes.ts";
import { defaultFolder, endsOf } from "../session.ts";
import { printable } from "../show/format.ts";
import type { Reporter } from "../show/reporter.ts";
import { stopOnInterrupt } from "../stop.ts";
import { writeUserMap } from "../user-map-file.ts";
import { pipelineHelp } from "./pipeline-help.ts";
import { temporaryFolder } from "./preview.ts";
import { placeOptions, TEXT_OPTION } from "./session-options.ts";

const MapFlags = SessionFlags.pick({
  pipeline: true,
  source: true,
  sink: true,
  sandbox: true,
  sandboxSpeed: true,
  workspace: true,
  json: true,
}).extend({ out: z.string().min(1), force: z.boolean().default(false) });
type MapFlags = z.output<typeof MapFlags>;

/** So many conflicts are shown; the file has all. */
const SHOWN = 10;

/** `etl map users`. */
export function mapCommand(reporter: Reporter, args: readonly string[]): CommandModule {
  return {
    command: "map <what> <pipeline>",
    describe: "map users: write a table of who of the source is who in the target, for etl run --map-users.",
    builder: async (command) =>
      placeOptions(
        command.positional("what", { choices: ["users"], demandOption: true, describe: "What is mapped." }),
        {
          sandbox: "Of the sandboxes of a rehearsal instead of accounts.",
          workspace: "A workspace whose staged users are taken. Default: that of etl run.",
        },
      )
        .options({
          out: { ...TEXT_OPTION, demandOption: true, describe: "The CSV file to write." },
          force: { type: "boolean", describe: "Replace the file." },
        })
        .strictOptions()
        .example(
          `$0 map users ${EXAMPLE_PIPELINE} --out users.csv`,
          `Look through it, then: etl run ${EXAMPLE_PIPELINE} --map-users users.csv`,
        )
        .epilogue(await pipelineHelp(args)),
    handler: async (argv) => {
      process.exitCode = await mapUsers(checkFlags(MapFlags, argv), reporter);
    },
  };
}

/** Returns the exit code. @throws ConfigError, TransientError */
async function mapUsers(flags: MapFlags, reporter: Reporter): Promise<number> {
  const pipeline = await findPipeline(flags.pipeline);
  const given = givenBy(flags);
  const config = flags.sandbox ? undefined : configWithAnswers(pipeline, given);
  const folder = flags.workspace ?? defaultFolder(pipeline, config);
  const secrets: string[] = [];
  const logger = createLogger({ level: "error", verbose: false, reporter, secrets: () => secrets });
  const stop = stopOnInterrupt((line) => reporter.log(line));
  const setting = { pipeline, folder, flags, reporter, stop, logger, secrets };
  try {
    if (config) return await writeMap(config, setting);
    await using rehearsal = await rehearse(pipeline, { folder, flags, logger });
    return await writeMap(checkConfig(pipeline, { ...given, sandbox: rehearsal.config }), setting);
  } catch (error) {
    if (!stop.aborted) throw error;
    return EXIT.interrupted;
  } finally {
    await logger.close();
  }
}

interface Setting {
  readonly pipeline: Pipeline;
  /** Of the workspace, if there is one. */
  readonly folder: string;
  readonly flags: MapFlags;
  readonly reporter: Reporter;
  readonly stop: AbortSignal;
  readonly logger: Logger;
  readonly secrets: string[];
}

async function writeMap(config: PipelineConfig, setting: Setting): Promise<number> {
  const { pipeline, flags, reporter, stop, logger, secrets } = setting;
  secrets.push(...secretsOf(pipeline, config));
  const { sink } = pipeline;
  if (sink.users === undefined)
    throw new ConfigError(
      `The target of "${pipeline.name}", ${sink.name}, cannot tell its users. Nobody is there before.`,
    );
  const { users, wasStaged } = await sourceUsers(config, setting);
  const existing: ExistingUser[] = [];
  const onWait = (ms: number, why: string) => reporter.onEvent({ event: "waiting", ms, why });
  for await (const user of sink.users(config.sink, { signal: stop, logger, onWait })) existing.push(user);
  const matches = matchUsers(users, existing, sink.targetId?.user);
  const ends = await endsOf(pipeline, flags.sandbox ? undefined : config);
  await writeUserMap(flags.out, matches, { force: flags.force, ends });
  tell(matches, { flags, target: existing.length, wasStaged });
  return EXIT.complete;
}

type SourceUser = Pick<User, "id" | "displayName" | "emails">;

/** Those that a workspace holds, else those that the source has now. @throws ConfigError, TransientError */
async function sourceUsers(
  config: PipelineConfig,
  { pipeline, folder, stop, logger }: Setting,
): Promise<{ readonly users: readonly SourceUser[]; readonly wasStaged: boolean }> {
  const staged = existsSync(join(folder, "workspace.sqlite")) ? await stagedUsers(folder) : [];
  if (staged.length > 0) return { users: staged, wasStaged: true };
  const temporary = temporaryFolder();
  const scratch = join(temporary, "workspace");
  try {
    const workspace = await openWorkspace(scratch);
    const { source: definition, transforms } = pipeline;
    const staging = stageUsers({ definition, config: config.source, transforms, workspace, stop, logger });
    await staging.finally(() => workspace.close());
    return { users: await stagedUsers(scratch), wasStaged: false };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Only people: who was filled in has no more than an id. @throws ConfigError */
async function stagedUsers(folder: string): Promise<readonly SourceUser[]> {
  const { tallies, close } = await readWorkspace(folder);
  try {
    if (await tallies.hasUserMap())
      throw new ConfigError(
        `The records of the workspace "${folder}" were read with a map of users already, so that people have the target's ids. Name another workspace with --workspace to map them anew.`,
      );
    const users: SourceUser[] = [];
    for await (const { id, displayName, emails, type } of tallies.users())
      if (type !== "system") users.push({ id, displayName, emails });
    return users;
  } finally {
    await close();
  }
}

interface Told {
  readonly flags: MapFlags;
  /** How many users it has. */
  readonly target: number;
  readonly wasStaged: boolean;
}

function tell(matches: readonly UserMatch[], { flags, target, wasStaged }: Told): void {
  const { out, json } = flags;
  const count = (how: MatchedBy) => matches.filter((match) => match.how === how).length;
  const conflicts = matches.filter(({ how }) => how === "conflict");
  const first = conflicts
    .slice(0, SHOWN)
    .map(({ source, targets }) => ({ source: source.id, targets: targets.map(({ id }) => id) }));
  const counts = { id: count("id"), email: count("email"), conflict: conflicts.length, none: count("none") };
  if (json) {
    const line = {
      event: "user-map",
      file: out,
      sourceUsers: matches.length,
      targetUsers: target,
      ...counts,
      conflicts: first,
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const lines = [
    `${matches.length} users of the source, ${target} of the target: ${counts.id} found by id, ${counts.email} by e-mail, ${counts.none} not found and to be made, ${counts.conflict} in conflict.`,
    ...first.map(
      ({ source, targets }) => `  conflict: "${source}" may be ${targets.map((id) => `"${id}"`).join(" or ")}`,
    ),
    ...(conflicts.length > SHOWN ? [`  and ${conflicts.length - SHOWN} more, in the file`] : []),
    ...(conflicts.length > 0 ? ["Decide each conflict in the file: fill in target_id, or set how to none."] : []),
    `Written to "${out}", with names and e-mail addresses: only you can read it.`,
    ...(wasStaged ? ["The workspace holds them under their own ids, so it must be read anew."] : []),
    `Then: etl run ${callOf(flags)} --map-users ${shellWord(out)}${wasStaged ? " --fresh" : ""}`,
  ];
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(""));
}
