import { access, constants, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileFailure } from "@chat-etl/io";
import { ConfigError } from "@chat-etl/sdk";
import type { TalkjsExportConfig } from "../export-config.ts";

/** The three files of an export, in reading order. TalkJS sheet, section 12. */
const EXPORT_STREAMS = ["users", "conversations", "messages"] as const;
export type ExportStream = (typeof EXPORT_STREAMS)[number];

/** Their paths. */
export type ExportFiles = Readonly<Record<ExportStream, string>>;

const FILE_NAME = /^(?<appId>.+)-(?:users|conversations|messages)\.json$/;

/** Most app ids that are told in a message. */
const APPS_TOLD = 10;

/** An export and the app it is of, which only its file names tell. */
interface FoundExport {
  readonly appId: string;
  readonly files: ExportFiles;
}

/** Finds the export in its folder. @throws ConfigError no export there, several, or one that is not whole */
export async function findExport({ path, appId }: TalkjsExportConfig): Promise<FoundExport> {
  const names = await namesIn(path);
  const chosen = appId ?? onlyApp(path, appsIn(names));
  const missing = EXPORT_STREAMS.map((stream) => fileName(chosen, stream)).filter((name) => !names.includes(name));
  if (missing.length > 0) throw new ConfigError(missingFiles(path, missing, appsIn(names)));
  const pathOf = (stream: ExportStream) => join(path, fileName(chosen, stream));
  const files = { users: pathOf("users"), conversations: pathOf("conversations"), messages: pathOf("messages") };
  return { appId: chosen, files };
}

/** Whether all three can be read, without reading them. @throws ConfigError naming each that cannot */
export async function checkReadable(files: ExportFiles): Promise<void> {
  const failures = await Promise.all(EXPORT_STREAMS.map((stream) => failureOf(files[stream])));
  const messages = failures.flatMap((failure) => (failure ? [failure.message] : []));
  if (messages.length > 0) throw new ConfigError(messages.join(" "), { cause: failures.find(Boolean) });
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    if ((await stat(path)).isDirectory()) return await readdir(path);
  } catch (error) {
    throw fileFailure(path, error);
  }
  throw new ConfigError(`"${path}" is a file. Give the folder that holds the three files of the TalkJS export.`);
}

function appsIn(names: readonly string[]): readonly string[] {
  const apps = names.flatMap((name) => FILE_NAME.exec(name)?.groups?.appId ?? []);
  return [...new Set(apps)].sort();
}

function onlyApp(path: string, apps: readonly string[]): string {
  const [app, ...others] = apps;
  if (app === undefined) {
    const names = EXPORT_STREAMS.map((stream) => `"${fileName("<appId>", stream)}"`);
    throw new ConfigError(`"${path}" holds no TalkJS export. Give the folder that holds ${listed(names)}.`);
  }
  if (others.length === 0) return app;
  const advice = `Set option "appId" to one of them`;
  throw new ConfigError(`"${path}" holds the exports of several TalkJS apps: ${told(apps)}. ${advice}.`);
}

function missingFiles(path: string, missing: readonly string[], apps: readonly string[]): string {
  const what = `"${path}" lacks ${listed(missing.map((name) => `"${name}"`))}`;
  const found = missing.length === EXPORT_STREAMS.length && apps.length > 0 ? ` It has files of ${told(apps)}.` : "";
  return `${what}.${found} Copy there all three files that the export script wrote, or run it again.`;
}

function fileName(appId: string, stream: ExportStream): string {
  return `${appId}-${stream}.json`;
}

function told(apps: readonly string[]): string {
  const more = apps.length > APPS_TOLD ? [`${apps.length - APPS_TOLD} more`] : [];
  return listed([...apps.slice(0, APPS_TOLD).map((app) => `"${app}"`), ...more]);
}

function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

async function failureOf(path: string): Promise<ConfigError | undefined> {
  try {
    if (!(await stat(path)).isFile()) return new ConfigError(`"${path}" is no file. Put the exported file there.`);
    await access(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return fileFailure(path, error);
  }
}
