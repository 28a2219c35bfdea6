import type { Attachment } from "@chat-etl/model";
import { LOCAL_FILE } from "@chat-etl/sdk";
import type { Copying } from "./attachments.ts";
import { fileNameOf, hostOf } from "./find-files.ts";

interface Copy {
  readonly sha256: string;
  readonly key: string;
}

/**
 * What a message calls a copy. Missing: what it called the file, which the sink can open by that. A sink that takes files
 * itself gets a name of ours for those that have no address of their own: a path in an export leads nowhere.
 */
export function newUrlOf(
  attachment: Attachment & { url: string },
  { sha256, key }: Copy,
  { store, localFolder }: Pick<Copying, "store" | "localFolder">,
): string | undefined {
  if (localFolder === undefined) return store.urlOf(key);
  if (hostOf(attachment.url) !== undefined) return undefined;
  return `${LOCAL_FILE}${sha256}/${encodeURIComponent(fileNameOf(attachment))}`;
}

/** The hash of the copy that such a name of ours names. Missing: it is none. */
export function hashIn(url: string): string | undefined {
  return url.startsWith(LOCAL_FILE) ? url.slice(LOCAL_FILE.length).split("/")[0] : undefined;
}
