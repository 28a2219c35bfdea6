import { join, resolve } from "node:path";
import type { AttachmentOptions, Copying } from "@chat-etl/engine";
import { type AnySink, ConfigError, type FileStore } from "@chat-etl/sdk";
import type * as z from "zod";
import { AttachmentConfig, attachmentOptions, flagOf } from "./attachment-options.ts";
import type { Given } from "./config.ts";
import { mustLieOutside } from "./outside-source.ts";
import { optionProblem } from "./problem.ts";

/** As shops count them. */
export const MEGABYTE = 1_000_000;

type Variables = Readonly<Record<string, string | undefined>>;

/** Other names of the variables that open a bucket. */
const AWS: Variables = {
  ATTACHMENTS_ACCESS_KEY_ID: "AWS_ACCESS_KEY_ID",
  ATTACHMENTS_SECRET_ACCESS_KEY: "AWS_SECRET_ACCESS_KEY",
  ATTACHMENTS_SESSION_TOKEN: "AWS_SESSION_TOKEN",
};

/** Checks what was said of attachments. @throws ConfigError that names every option that is missing or wrong */
export function checkAttachments(
  flags: Readonly<Record<string, unknown>>,
  { env, dotenv }: Pick<Given, "env" | "dotenv">,
): AttachmentConfig {
  const options = attachmentOptions();
  const isSecret = new Set(options.flatMap(({ name, secret }) => (secret ? [name] : [])));
  const asFlags = Object.keys(flags).filter((name) => isSecret.has(name));
  const result = AttachmentConfig.safeParse({ ...withoutNames(flags, asFlags), ...secretsFrom({ ...dotenv, ...env }) });
  const problems = [
    ...asFlags.map(
      (name) =>
        `${flagOf(name)} is not accepted as a flag, since others can read flags. Put it into the environment, or into .env.`,
    ),
    ...(result.success ? together(result.data) : result.error.issues.map((issue) => problemOf(issue, flags))),
  ];
  if (result.success && problems.length === 0) return result.data;
  throw new ConfigError(
    `What was said of attachments must be put right:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
  );
}

function withoutNames(flags: Readonly<Record<string, unknown>>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(flags).filter(([name]) => !names.includes(name)));
}

function secretsFrom(variables: Variables): Variables {
  return Object.fromEntries(
    attachmentOptions().flatMap(({ name, env, secret }) => {
      if (!secret || env === undefined) return [];
      const value = variables[env] ?? variables[AWS[env] ?? ""];
      return value === undefined || value === "" ? [] : [[name, value]];
    }),
  );
}

function problemOf(issue: z.core.$ZodIssue, flags: Readonly<Record<string, unknown>>): string {
  if (issue.code === "unrecognized_keys") {
    const known = attachmentOptions().flatMap(({ name, secret }) => (secret ? [] : flagOf(name)));
    return `${issue.keys.map(flagOf).join(", ")} is not known; there are ${known.join(", ")}.`;
  }
  const name = String(issue.path[0]);
  return `${flagOf(name)} ${optionProblem(issue, flags[name])}.`;
}

/** What must be said together. */
function together({ policy, folder, baseUrl, bucket, publicUrl, ...keys }: AttachmentConfig): readonly string[] {
  if (policy !== "copy" && (folder !== undefined || bucket !== undefined))
    return [
      `--attachments.${folder === undefined ? "bucket" : "folder"} says where to copy files: name --attachments copy too.`,
    ];
  if (policy !== "copy") return [];
  if (folder !== undefined && bucket !== undefined)
    return ["--attachments.folder and --attachments.bucket are two places: name one of them."];
  const isKeyMissing = keys.accessKeyId === undefined || keys.secretAccessKey === undefined;
  return [
    ...(folder !== undefined && baseUrl === undefined
      ? ["--attachments.baseUrl is missing. The public address under which you serve --attachments.folder."]
      : []),
    ...(folder === undefined && baseUrl !== undefined
      ? ["--attachments.folder is missing. The folder that you serve at --attachments.baseUrl."]
      : []),
    ...(bucket !== undefined && publicUrl === undefined
      ? ["--attachments.publicUrl is missing. The public address of the bucket, which messages link to."]
      : []),
    ...(bucket !== undefined && isKeyMissing
      ? ["ATTACHMENTS_ACCESS_KEY_ID and ATTACHMENTS_SECRET_ACCESS_KEY are missing. They open --attachments.bucket."]
      : []),
  ];
}

/** Values that must stand in no log. */
export function secretsOfAttachments({
  accessKeyId,
  secretAccessKey,
  sessionToken,
}: AttachmentConfig): readonly string[] {
  return [accessKeyId, secretAccessKey, sessionToken].filter((value) => value !== undefined);
}

export interface CopyPlace {
  readonly sink: Pick<AnySink, "name" | "capabilities">;
  /** The workspace's. */
  readonly folder: string;
  /** Hosts of a rehearsal's stand-ins, which are on this machine. */
  readonly sandboxHosts: readonly string[];
  /** The source's checked options. Missing: it is not read. */
  readonly sourceConfig?: unknown;
}

/** For the engine. What copies files is loaded only where files are copied. @throws ConfigError nothing says where to */
export async function attachmentsFor(config: AttachmentConfig, place: CopyPlace): Promise<AttachmentOptions> {
  const { missing } = config;
  // A target that takes files needs nothing else said, and links into it would die with the source.
  const policy = config.policy ?? (place.sink.capabilities.takesFiles ? "copy" : "link");
  const said = { policy, missing: missing ?? "keep-link", isMissingGiven: missing !== undefined } as const;
  return policy === "copy" ? { ...said, copying: await copyingFor(config, place) } : said;
}

async function copyingFor(
  config: AttachmentConfig,
  { sink, folder, sandboxHosts, sourceConfig }: CopyPlace,
): Promise<Copying> {
  if (config.folder !== undefined) mustLieOutside(config.folder, sourceConfig);
  const { askFile, discardFetched, fetchFile, fileKey, keepFetched } = await import("@chat-etl/io");
  const { maxFileMegabytes, maxTotalGigabytes, timeoutSeconds, concurrency, allowPrivate } = config;
  const store = await storeOf(config);
  if (store === undefined && !sink.capabilities.takesFiles) throw nowhere(sink.name);
  const localFolder = join(resolve(folder), "files");
  return {
    ...(store === undefined ? { store: await localStore(localFolder), localFolder } : { store }),
    fetcher: { fetch: fetchFile, keep: keepFetched, discard: discardFetched, ask: askFile, keyOf: fileKey },
    maxFileBytes: Math.floor(maxFileMegabytes * MEGABYTE),
    maxTotalBytes: maxTotalGigabytes === undefined ? undefined : Math.floor(maxTotalGigabytes * 1_000 * MEGABYTE),
    timeoutMs: timeoutSeconds * 1_000,
    concurrency,
    allowPrivate: [...allowPrivate, ...sandboxHosts],
  };
}

/** Files that the sink uploads have no address meanwhile. */
async function localStore(folder: string): Promise<FileStore> {
  const { folderStore } = await import("@chat-etl/io");
  return folderStore({ folder, baseUrl: "file:" });
}

/** Missing: neither a folder nor a bucket is named. */
async function storeOf(config: AttachmentConfig): Promise<FileStore | undefined> {
  const { folder, baseUrl, bucket, endpoint, region, prefix, publicUrl } = config;
  const { accessKeyId, secretAccessKey, sessionToken } = config;
  const { bucketStore, folderStore } = await import("@chat-etl/io");
  if (folder !== undefined && baseUrl !== undefined) return folderStore({ folder: resolve(folder), baseUrl });
  if (bucket === undefined || publicUrl === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  const keys = { accessKeyId, secretAccessKey, sessionToken };
  const address = endpoint ?? `https://s3.${region}.amazonaws.com`;
  return bucketStore({ endpoint: address, bucket, region, prefix, publicBaseUrl: publicUrl, ...keys });
}

function nowhere(sink: string): ConfigError {
  return new ConfigError(
    `--attachments copy: nothing says where the files go, and ${sink} takes links only. Name a folder that you serve (--attachments.folder and --attachments.baseUrl), or a bucket (--attachments.bucket and --attachments.publicUrl).`,
  );
}
