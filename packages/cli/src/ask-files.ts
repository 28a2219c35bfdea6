import type { AskFiles, PlanOptions } from "@chat-etl/engine";
import { checkAttachments, MEGABYTE } from "./attachments.ts";
import type { SessionFlags } from "./flags.ts";
import { givenBy } from "./given.ts";

/** So many are asked if nothing is said and files are to be copied. */
const ASKED = 20;

/** How a plan asks the hosts of files. Missing: it does not. @throws ConfigError */
export async function askFilesFor(
  flags: SessionFlags & { readonly askFiles?: number | undefined },
  { attachments }: Pick<PlanOptions, "attachments">,
): Promise<AskFiles | undefined> {
  const copying = attachments?.copying;
  const most = flags.askFiles ?? (copying === undefined ? 0 : ASKED);
  if (most === 0) return undefined;
  const { maxFileMegabytes, allowPrivate, concurrency } = checkAttachments(flags.attachments, givenBy(flags));
  const { askFile } = await import("@chat-etl/io");
  const options = { maxBytes: maxFileMegabytes * MEGABYTE, allowPrivate: copying?.allowPrivate ?? allowPrivate };
  return { most, fetcher: { ask: askFile }, options, concurrency };
}
