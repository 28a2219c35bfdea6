import type { EpochMs } from "@chat-etl/model";
import { ConfigError, type Source, shellWord, TransientError } from "@chat-etl/sdk";
import type { Files, FileToFetch, Notes, Staged } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import type { AttachmentOptions, Copying as CopyingOptions } from "./attachments.ts";
import { type Copier, mustBeKnown } from "./copier.ts";
import { copyAtOnce } from "./copy-at-once.ts";
import { CopyProgress } from "./copy-progress.ts";
import { type FindOptions, filesOf, findFiles } from "./find-files.ts";
import { HostWatch } from "./host-watch.ts";
import { lookForCopies, mendCopies } from "./mend-copies.ts";

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
    await this.#mendDamaged();
    await this.#mustNotMend();
  }

  /**
   * Copies that verifying found damaged: those of messages that are still to be sent, or all. Of those that the sink takes
   * itself only the former are looked for: the others are in the target, and may have been deleted here.
   */
  async #mendDamaged(): Promise<void> {
    const { files, attachments, again } = this.#options;
    const { copying } = attachments;
    if (copying?.localFolder !== undefined) await lookForCopies(files, copying.localFolder, this.#run);
    const since = again === "all" && copying?.localFolder === undefined ? 0 : this.#run;
    const left = await files.countDamaged(since);
    if (left.files === 0) return;
    await mendCopies(this.#options, { copying: await this.#open(), since, watch: this.#watch, left });
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
    const left = await this.#options.files.wanted(this.#run);
    if (left.files === 0) return;
    await copyAll(this.#options, { copying: await this.#open(), run: this.#run, watch: this.#watch, left, now });
  }

  /** Where copies go, once it is known that they can go there. */
  async #open(): Promise<CopyingOptions> {
    const { attachments, notes, stop } = this.#options;
    const copying = mustBeKnown(attachments.copying);
    if (!this.#isOpen) await keepStore(notes, copying);
    if (!this.#isOpen) await copying.store.check(stop);
    this.#isOpen = true;
    return copying;
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
  const { files } = options;
  const progress = new CopyProgress(left, options.onEvent);
  const settling = { files, watch, progress, now };
  await copyAtOnce(options, {
    ...{ copying, queue: toFetch(files, run), onBytes: (count) => progress.bytes(count) },
    work: (file, copier) => settle(file, { ...settling, copier }),
  });
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
  const asked = watch?.asked(file.host);
  const outcome = await copier.copy(file);
  if (outcome === "none") await files.forget(file.id);
  else if ("copied" in outcome) {
    await files.copied(file.id, outcome.copied, now());
    await copier.kept(file, outcome.copied);
  } else await files.failed(file.id, outcome.failed, now());
  const isFailed = outcome !== "none" && "failed" in outcome;
  progress.settled({ isFailed });
  if (asked === undefined) return;
  if (isFailed) await watch?.failed(asked, outcome.failed);
  else if (outcome === "none") watch?.passed(asked);
  else watch?.copied(asked);
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
