import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { EpochMs } from "@chat-etl/model";
import { ConfigError, type Source, shellWord, TransientError } from "@chat-etl/sdk";
import type { Files, FileToFetch, Notes, Staged } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import type { AttachmentOptions, Copying as CopyingOptions } from "./attachments.ts";
import { Copier, mustBeKnown } from "./copier.ts";
import { type FindOptions, filesOf, findFiles } from "./find-files.ts";
import { HostWatch } from "./host-watch.ts";

export interface CopyOptions extends Omit<FindOptions, "knowsMore"> {
  readonly attachments: AttachmentOptions;
  readonly notes: Notes;
  /** The workspace's. */
  readonly folder: string;
  readonly source: Pick<Source, "files">;
  /** Tries again what failed before: the files of messages that are still to be sent, or all. Missing: only what time may mend. */
  readonly again?: "wanted" | "all" | undefined;
  readonly onEvent: OnEvent;
}

/** Files with their verdicts read from the workspace at once. */
const PAGE = 100;
/** Codes of limits that the next run may be given more of, but that no time mends. */
const LIMITS: readonly string[] = ["over-total"];

/**
 * Copies the files of messages, each once. What became of a file is on disk as soon as it is known, so that a run that was
 * cut off goes on behind the last one, and inside a large one.
 */
export class Copying {
  readonly #options: CopyOptions;
  readonly #run = Date.now();
  readonly #watch: HostWatch | undefined;
  #isOpen = false;
  /** One caller at a time: two would fetch one file to one place. */
  #before: Promise<void> = Promise.resolve();

  constructor(options: CopyOptions) {
    this.#options = options;
    const { attachments, files } = options;
    this.#watch = attachments.isMissingGiven ? undefined : new HostWatch(files, this.#run);
  }

  /**
   * The files of all messages that are still to be sent, ahead of them.
   *
   * @throws ConfigError the store does not take files, or a host refuses them all; TransientError also where time may mend
   *   some, and nobody said what becomes of missing ones; the stop signal's reason
   */
  async ahead(): Promise<void> {
    const { files, source, again, onEvent } = this.#options;
    onEvent({ event: "phase", phase: "copy" });
    await findFiles({ ...this.#options, knowsMore: source.files !== undefined }, this.#run);
    if (again !== undefined) await files.reopen(this.#run, again);
    await this.#copyWanted(() => Date.now());
    await this.#mustNotMend();
  }

  /** A message that goes in with its old link keeps it, so that it does not go while another try may do. */
  async #mustNotMend(): Promise<void> {
    const { attachments, files } = this.#options;
    const count = attachments.isMissingGiven ? 0 : await files.mayMend(this.#run, LIMITS);
    if (count === 0) return;
    const what = `${count.toLocaleString("en-US")} files could not be had for a reason that time may mend`;
    throw new TransientError(
      `${what}, so that nothing was sent: "etl errors --workspace ${shellWord(this.#options.folder)}" lists them. Run again to try them again. To go on without them, say what shall become of them with --attachments.missing.`,
      { delivery: "none" },
    );
  }

  /** Of some messages that nobody knew would be sent. @param at verdicts count as of then. @throws as `ahead` */
  async these(messages: readonly Staged<"message">[], at: EpochMs): Promise<void> {
    const copied = this.#before.then(async () => {
      const { files, source } = this.#options;
      const knowsMore = source.files !== undefined;
      await files.register(
        messages.flatMap((message) => filesOf(message, { knowsMore })),
        this.#run,
      );
      await this.#copyWanted(() => at);
    });
    this.#before = copied.catch(() => {});
    await copied;
  }

  async #copyWanted(now: () => EpochMs): Promise<void> {
    const { files, attachments, notes, stop } = this.#options;
    const left = await files.wanted(this.#run);
    if (left.files === 0) return;
    const copying = mustBeKnown(attachments.copying);
    if (!this.#isOpen) await keepStore(notes, copying);
    if (!this.#isOpen) await copying.store.check(stop);
    this.#isOpen = true;
    await copyAll(this.#options, { copying, run: this.#run, watch: this.#watch, left, now });
  }
}

interface Task {
  readonly copying: CopyingOptions;
  readonly run: number;
  /** Missing: a host may refuse everything. */
  readonly watch: HostWatch | undefined;
  readonly left: Awaited<ReturnType<Files["wanted"]>>;
  now(): EpochMs;
}

async function copyAll(options: CopyOptions, { copying, run, watch, left, now }: Task): Promise<void> {
  const { files, stop } = options;
  const spool = join(options.folder, "spool");
  await mkdir(spool, { recursive: true, mode: 0o700 });
  const progress = new CopyProgress(left, options.onEvent);
  const onBytes = (count: number) => progress.bytes(count);
  const failure = new AbortController();
  // When one fails for good, the others break off; what they have is gone on with by the next run.
  const end = AbortSignal.any([stop, failure.signal]);
  const copier = new Copier({ ...options, copying, spool, onBytes, stop: end }, await files.storedBytes());
  const queue = toFetch(files, run);
  const worker = async (): Promise<void> => {
    for (;;) {
      end.throwIfAborted();
      const { value: file } = await queue.next();
      if (file === undefined) return;
      await settle(file, { copier, files, watch, progress, now });
    }
  };
  const workers = Array.from({ length: copying.concurrency }, () =>
    worker().catch((error: unknown) => {
      failure.abort(error);
      throw error;
    }),
  );
  const failures = (await Promise.allSettled(workers)).flatMap((one) =>
    one.status === "rejected" ? [one.reason] : [],
  );
  if (failures.length > 0) throw failures.find((error) => error instanceof ConfigError) ?? failures[0];
  // What is left of files that time may mend is gone on with by the next run.
  await rmdir(spool).catch(() => {});
}

interface Settling {
  readonly copier: Copier;
  readonly files: Files;
  readonly watch: HostWatch | undefined;
  readonly progress: CopyProgress;
  /** When a verdict counts as given. */
  now(): EpochMs;
}

async function settle(file: FileToFetch, { copier, files, watch, progress, now }: Settling): Promise<void> {
  const outcome = await copier.copy(file);
  if (outcome === "none") await files.forget(file.id);
  else if ("copied" in outcome) {
    await files.copied(file.id, outcome.copied, now());
    copier.kept(outcome.copied);
  } else await files.failed(file.id, outcome.failed, now());
  const isFailed = outcome !== "none" && "failed" in outcome;
  progress.settled({ isFailed });
  if (isFailed) await watch?.failed(file.host, outcome.failed);
  else if (outcome !== "none") watch?.copied(file.host);
}

async function* toFetch(files: Files, run: number): AsyncGenerator<FileToFetch, undefined> {
  for (let after = 0; ; ) {
    const page = await files.next(run, { after, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return undefined;
    after = last.id;
  }
}

/** Under this name the workspace remembers where its files went. */
const STORE = "file-store";

/** Copies of one workspace lie in one place, so that they can be found again. @throws ConfigError they went elsewhere before */
async function keepStore(notes: Notes, { store, localFolder }: CopyingOptions): Promise<void> {
  const name = localFolder === undefined ? `${store.name}, served at ${store.urlOf("")}` : "the workspace's own folder";
  const kept = await notes.get(STORE);
  if (kept === undefined) await notes.set(STORE, name);
  else if (kept !== name)
    throw new ConfigError(
      `The files of this workspace were copied to ${kept} before, and not to ${name}. Name the same place with --attachments.folder or --attachments.bucket, or start anew with --fresh.`,
    );
}

/** How far copying is, and the events that tell it. */
class CopyProgress {
  readonly #onEvent: OnEvent;
  readonly #counts: {
    files: number;
    failed: number;
    bytes: number;
    readonly total: number;
    readonly totalBytes: number;
  };

  constructor({ files, bytes }: Task["left"], onEvent: OnEvent) {
    this.#counts = { files: 0, failed: 0, bytes: 0, total: files, totalBytes: bytes };
    this.#onEvent = onEvent;
    this.#tell();
  }

  bytes(count: number): void {
    this.#counts.bytes += count;
    this.#tell();
  }

  settled({ isFailed }: { readonly isFailed: boolean }): void {
    this.#counts.files += 1;
    if (isFailed) this.#counts.failed += 1;
    this.#tell();
  }

  #tell(): void {
    this.#onEvent({ event: "copied", ...this.#counts });
  }
}
