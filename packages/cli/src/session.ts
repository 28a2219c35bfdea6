import { join } from "node:path";
import type { PlanOptions } from "@chat-etl/engine";
import type { Logger, Pipeline } from "@chat-etl/sdk";
import { openWorkspace, setAside, type Workspace } from "@chat-etl/store";
import { attachmentsFor, checkAttachments, secretsOfAttachments } from "./attachments.ts";
import { callOf } from "./call.ts";
import { checkConfig, type PipelineConfig, secretsOf } from "./config.ts";
import { findPipeline } from "./find.ts";
import type { SessionFlags } from "./flags.ts";
import { configWithAnswers, givenBy } from "./given.ts";
import { createLogger } from "./logger.ts";
import { rehearse } from "./sandboxes.ts";
import { lineOf } from "./show/lines.ts";
import type { Reporter } from "./show/reporter.ts";
import { stopOnInterrupt } from "./stop.ts";
import { type MapEnds, readUserMap } from "./user-map-file.ts";
import { ROOT, workspaceName } from "./workspace-name.ts";

/** A pipeline with its workspace open and both ends known: accounts, or in a rehearsal the stand-ins that are running. */
export interface Session {
  readonly pipeline: Pipeline;
  readonly workspace: Workspace;
  /** For the engine; told as the reporter and the log want it. */
  readonly options: PlanOptions;
  /** The address of the page that shows what arrives, in a rehearsal whose sandbox has one. */
  readonly page?: string | undefined;
}

/** What is open while a session is being made. */
interface Parts extends Pick<PlanOptions, "userMap" | "attachments"> {
  readonly pipeline: Pipeline;
  readonly workspace: Workspace;
  readonly flags: SessionFlags;
  readonly reporter: Reporter;
  readonly logger: Logger;
  readonly secrets: string[];
}

/**
 * Opens the workspace that the flags name, in a rehearsal the sandboxes too, does the work, and closes all.
 *
 * @throws ConfigError
 */
export async function inSession<T>(
  flags: SessionFlags,
  reporter: Reporter,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const pipeline = await findPipeline(flags.pipeline);
  const given = givenBy(flags);
  // Real accounts are checked before anything is touched; a rehearsal's are known once its sandboxes run.
  const config = flags.sandbox ? undefined : configWithAnswers(pipeline, given);
  const attachments = checkAttachments(flags.attachments, given);
  const folder = flags.workspace ?? defaultFolder(pipeline, config);
  // A map that is not right must not cost the workspace its place.
  const userMap =
    flags.mapUsers === undefined ? undefined : await readUserMap(flags.mapUsers, await endsOf(pipeline, config));
  if (flags.fresh) tellSetAside(setAside(folder, new Date()), reporter);
  const workspace = await openWorkspace(folder);
  const secrets: string[] = [...secretsOfAttachments(attachments)];
  const logger = createLogger({
    file: join(folder, "log.jsonl"),
    level: flags.logLevel ?? "info",
    verbose: flags.logLevel !== undefined,
    reporter,
    secrets: () => secrets,
  });
  const parts = { pipeline, workspace, flags, reporter, logger, secrets, userMap };
  const files = async (sourceConfig: unknown, sandboxHosts: readonly string[] = []) =>
    await attachmentsFor(attachments, { sink: pipeline.sink, folder, sandboxHosts, sourceConfig });
  try {
    if (config) tellLearned(config.learned, reporter, flags);
    if (config) {
      const options = engineOptions(config, { ...parts, attachments: await files(config.source) });
      return await work({ pipeline, workspace, options });
    }
    await using rehearsal = await rehearse(pipeline, { folder, flags, logger });
    const rehearsed = checkConfig(pipeline, { ...given, sandbox: rehearsal.config });
    const options = engineOptions(rehearsed, {
      ...parts,
      attachments: await files(rehearsed.source, hostsOf(rehearsal.config)),
    });
    return await work({ pipeline, workspace, options, page: rehearsal.page });
  } finally {
    await workspace.close();
    await logger.close();
  }
}

function engineOptions(
  config: PipelineConfig,
  { pipeline, workspace, flags, reporter, logger, secrets, userMap, attachments }: Parts,
): PlanOptions {
  secrets.push(...secretsOf(pipeline, config));
  return {
    pipeline,
    sourceConfig: config.source,
    sinkConfig: config.sink,
    workspace,
    userMap,
    attachments,
    // A sandbox listens on another port each time, and is the same target.
    target: flags.sandbox ? SANDBOX : undefined,
    call: callOf(flags),
    concurrency: flags.concurrency,
    speed: flags.sandbox ? flags.sandboxSpeed : 1,
    stop: stopOnInterrupt((line) => reporter.log(line)),
    logger,
    onEvent: (event) => {
      if (event.event === "notice" || event.event === "phase") logger.info(lineOf(event).trim());
      reporter.onEvent(event);
    },
  };
}

/** Where the stand-ins of a rehearsal listen, on this machine. */
function hostsOf(config: Readonly<Partial<Record<string, Readonly<Record<string, string>>>>>): readonly string[] {
  const values = Object.values(config).flatMap((side) => Object.values(side ?? {}));
  return values.flatMap((value) => (/^https?:/.test(value) ? (URL.parse(value)?.host ?? []) : []));
}

/** What the target of every rehearsal is called. */
const SANDBOX = "sandbox";

/** The accounts of a run, by which a map of users is known to be for them. Of a rehearsal the source is not known yet. */
export async function endsOf(pipeline: Pipeline, config: PipelineConfig | undefined): Promise<MapEnds> {
  if (config === undefined) return { target: SANDBOX };
  return { source: await pipeline.source.identity(config.source), target: pipeline.sink.identity(config.sink) };
}

/** A folder per pipeline and target account. */
export function defaultFolder(pipeline: Pipeline, config: Pick<PipelineConfig, "sink"> | undefined): string {
  const target = config === undefined ? SANDBOX : pipeline.sink.identity(config.sink);
  return join(ROOT, workspaceName(pipeline.name, target));
}

function tellLearned(learned: Readonly<Record<string, string>>, reporter: Reporter, { json }: SessionFlags): void {
  const options = Object.entries(learned).map(([name, value]) => `--sink.${name} ${value}`);
  if (options.length > 0 && !json) reporter.log(`As etl probe found out, unless set otherwise: ${options.join(", ")}.`);
}

function tellSetAside(old: string | undefined, reporter: Reporter): void {
  if (old !== undefined) reporter.log(`The earlier workspace was set aside in "${old}".`);
}
