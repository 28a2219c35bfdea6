import { stat } from "node:fs/promises";
import { join } from "node:path";
import { TransientError } from "@chat-etl/sdk";
import type { DamagedCopy, FailedFile, Files } from "@chat-etl/store";
import type { Copying } from "./attachments.ts";
import type { Copier } from "./copier.ts";
import type { CopyOptions } from "./copy.ts";
import { copyAtOnce } from "./copy-at-once.ts";
import { CopyProgress } from "./copy-progress.ts";
import type { HostWatch } from "./host-watch.ts";

interface Task {
  readonly copying: Copying;
  /** Only those that a run of then, or a later one, wants. */
  readonly since: number;
  /** Missing: a host may refuse everything. */
  readonly watch: HostWatch | undefined;
  /** How many there are. */
  readonly left: { readonly files: number; readonly bytes: number };
}

/** What a source answers that does not know the file any more. */
const UNKNOWN: FailedFile = { code: "gone", message: "The source knows no such file any more.", isLasting: true };

/**
 * Copies once more what is missing in the store, or has other bytes there. Key and link stay, and so do the messages that
 * have them; so only the very same bytes will do. What cannot be had stays damaged, and is told.
 *
 * @throws ConfigError a host refuses them all, or the store does not take them; TransientError the same where time may mend
 *   it, or some, and nobody said what becomes of missing files; the stop signal's reason
 */
export async function mendCopies(options: CopyOptions, { copying, since, watch, left }: Task): Promise<void> {
  const { files, attachments, onEvent } = options;
  const progress = new CopyProgress(left, onEvent);
  const failed: FailedFile[] = [];
  let mended = 0;
  await copyAtOnce(options, {
    ...{ copying, queue: files.damaged(since), onBytes: (count) => progress.bytes(count) },
    async work(damaged, copier) {
      const failure = await mend(damaged, { copier, files, watch });
      if (failure === undefined) mended += 1;
      else failed.push(failure);
      progress.settled({ isFailed: failure !== undefined });
    },
  });
  onEvent({ event: "notice", code: "files-mended", message: toldOf(mended, failed) });
  if (attachments.isMissingGiven || failed.every(({ isLasting }) => isLasting)) return;
  throw new TransientError(
    "Copies that are not in the store could not be made again for a reason that time may mend, so that nothing was sent. Run again to try them again. To go on without them, say what shall become of missing files with --attachments.missing.",
    { delivery: "none" },
  );
}

interface Mending {
  readonly copier: Copier;
  readonly files: Files;
  readonly watch: HostWatch | undefined;
}

/** From the first address that has the bytes. Returns why none has, first of all what time may mend. */
async function mend(
  { copy, files: found }: DamagedCopy,
  { copier, files, watch }: Mending,
): Promise<FailedFile | undefined> {
  let failure: FailedFile | undefined;
  for (const file of found) {
    const asked = watch?.asked(file.host);
    const outcome = await copier.copy(file, copy);
    if (outcome !== "none" && "copied" in outcome) {
      await files.found(copy.sha256, undefined);
      await copier.kept(file, copy);
      if (asked !== undefined) watch?.copied(asked);
      return undefined;
    }
    const failed = outcome === "none" ? UNKNOWN : outcome.failed;
    if (asked !== undefined && outcome === "none") watch?.passed(asked);
    else if (asked !== undefined) await watch?.failed(asked, failed);
    failure = failure?.isLasting === false ? failure : failed;
  }
  return failure;
}

function toldOf(mended: number, failed: readonly FailedFile[]): string {
  const told = `${mended.toLocaleString("en-US")} copies of files that were missing or changed were copied again; their links are those of before.`;
  if (failed.length === 0) return told;
  const codes = Map.groupBy(failed, ({ code }) => code);
  const reasons = [...codes].map(([code, some]) => `"${code}" (${some.length.toLocaleString("en-US")})`).join(", ");
  return `${told} ${failed.length.toLocaleString("en-US")} could not be had: ${reasons}. Messages link to what is not there; etl verify names it.`;
}

/** Looks whether copies of files that a run wants still lie in a folder of this machine, as large as they were. */
export async function lookForCopies(files: Files, folder: string, run: number): Promise<void> {
  for await (const page of files.wantedCopies(run)) {
    for (const { key, sha256, sizeBytes } of page) {
      const found = await stat(join(folder, key)).catch(() => undefined);
      if (found?.size !== sizeBytes) await files.found(sha256, found === undefined ? "missing" : "changed");
    }
  }
}
