import { type AskOptions, DownloadError, type Source } from "@chat-etl/sdk";
import type { Files, FileToFetch } from "@chat-etl/store";
import type { Fetcher } from "./attachments.ts";
import { placeOf, typeOf } from "./place-of.ts";

/** Whether files are asked for before they are copied. */
export interface AskFiles {
  /** Most files to ask for. */
  readonly most: number;
  readonly fetcher: Pick<Fetcher, "ask">;
  readonly options: Pick<AskOptions, "maxBytes" | "allowPrivate">;
  /** Files that are fetched at once. */
  readonly concurrency: number;
}

/** What is known of the files of messages that are still to be sent, before they are copied. */
export interface PlannedFiles {
  /** How many attachments are files. */
  readonly attachments: number;
  /** Files that are still to be copied, each once. */
  readonly files: number;
  readonly hosts: number;
  /** Of those whose size the source says. */
  readonly declaredBytes: number;
  /** What their hosts said. Missing: none was asked. */
  readonly asked?: AskedFiles | undefined;
  /** Of all, as far as it can be told: by what the source and the hosts said of some. Missing: nothing is said of any. */
  readonly estimate?: { readonly bytes: number; readonly durationMs: number } | undefined;
}

export interface AskedFiles {
  readonly files: number;
  readonly there: number;
  /** Those that cannot be had, by code. */
  readonly failed: Readonly<Record<string, number>>;
  /** How long an answer took, on average. */
  readonly answerMs: number;
  /** Of those that said how large they are. */
  readonly bytes: number;
  readonly sized: number;
}

/** A copy is counted with so many bytes a second: a fifth of what a good line carries. */
export const ASSUMED_BYTES_PER_SECOND = 10_000_000;
/** For one answer, and its repetition. */
const ASK_MS = 20_000;
/** Files asked for at once. */
const AT_ONCE = 8;

interface PlanFilesOptions {
  readonly files: Files;
  /** The run that would want them: those were found. */
  readonly run: number;
  readonly attachments: number;
  readonly source: Pick<Source, "files">;
  readonly ask?: AskFiles | undefined;
  readonly stop: AbortSignal;
}

/** @throws the stop signal's reason */
export async function planFiles({
  files,
  run,
  attachments,
  source,
  ask,
  stop,
}: PlanFilesOptions): Promise<PlannedFiles> {
  const left = await files.wanted(run);
  const sample = ask === undefined ? [] : await files.sample(run, ask.most);
  const asked = ask === undefined || sample.length === 0 ? undefined : await askAll(sample, { source, ask, stop });
  const known = { attachments, files: left.files, hosts: left.hosts, declaredBytes: left.bytes };
  return { ...known, asked, estimate: estimateOf(left, asked, ask?.concurrency ?? AT_ONCE) };
}

interface Asking {
  readonly source: Pick<Source, "files">;
  readonly ask: AskFiles;
  readonly stop: AbortSignal;
}

async function askAll(sample: readonly FileToFetch[], asking: Asking): Promise<AskedFiles> {
  const answers: Answer[] = [];
  const queue = sample.values();
  const worker = async (): Promise<void> => {
    for (const file of queue) {
      asking.stop.throwIfAborted();
      answers.push(await askOne(file, asking));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const sizes = answers.flatMap(({ sizeBytes }) => sizeBytes ?? []);
  const failed = Map.groupBy(
    answers.filter(({ code }) => code !== undefined),
    ({ code }) => code ?? "",
  );
  return {
    files: answers.length,
    there: answers.filter(({ code }) => code === undefined).length,
    failed: Object.fromEntries([...failed].map(([code, some]) => [code, some.length])),
    answerMs: Math.round(answers.reduce((sum, { ms }) => sum + ms, 0) / answers.length),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    sized: sizes.length,
  };
}

interface Answer {
  readonly ms: number;
  readonly code?: string;
  readonly sizeBytes?: number | undefined;
}

async function askOne(file: FileToFetch, { source, ask, stop }: Asking): Promise<Answer> {
  const began = performance.now();
  try {
    const placed = await placeOf(file, source, stop);
    if (placed === undefined) return { ms: 0, code: "bad-url" };
    const { place, attachment } = placed;
    const asked = { ...ask.options, mimeType: typeOf(attachment), timeoutMs: ASK_MS, attempts: 2, signal: stop };
    const { sizeBytes } = await ask.fetcher.ask(place, asked);
    return { ms: performance.now() - began, sizeBytes: sizeBytes ?? attachment.sizeBytes };
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    return { ms: performance.now() - began, code: error.code };
  }
}

/** By the mean of what is known. */
function estimateOf(
  left: Awaited<ReturnType<Files["wanted"]>>,
  asked: AskedFiles | undefined,
  concurrency: number,
): PlannedFiles["estimate"] {
  const sized =
    left.sized > 0 ? { bytes: left.bytes, files: left.sized } : { bytes: asked?.bytes ?? 0, files: asked?.sized ?? 0 };
  if (sized.files === 0) return undefined;
  const bytes = Math.round((sized.bytes / sized.files) * left.files);
  const answersMs = (left.files * (asked?.answerMs ?? 0)) / concurrency;
  return { bytes, durationMs: Math.max(answersMs, (bytes / ASSUMED_BYTES_PER_SECOND) * 1_000) };
}
