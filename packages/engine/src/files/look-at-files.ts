import { closer } from "../opened.ts";
import type { PlanOptions } from "../plan/plan.ts";
import { countFiles, type FilesTally } from "../summary.ts";
import { type AttachmentOptions, LINKED } from "./attachments.ts";
import { openAgain } from "./copy-first.ts";
import { fileNameOf, findFiles } from "./find-files.ts";
import type { Predict } from "./lane-files.ts";
import { newUrlOf } from "./new-url.ts";
import { type PlannedFiles, planFiles } from "./plan-files.ts";

/** Finds the files that a run would copy, and asks for some. Missing: it would copy none, and none are to be asked for. */
export async function lookAtFiles(options: PlanOptions, target: string): Promise<PlannedFiles | undefined> {
  const { attachments, askFiles, workspace, pipeline, sinkConfig, stop } = options;
  if (attachments?.policy !== "copy" && askFiles === undefined) return undefined;
  const { loading } = workspace.lane(target);
  const { files } = workspace;
  await using closing = closer(options.logger);
  const source = await openAgain(options, closing);
  const run = Date.now();
  const finding = { files, loading, sink: pipeline.sink, sinkConfig, stop };
  const limit = Number.POSITIVE_INFINITY;
  const found = await findFiles({ ...finding, limit, knowsMore: source.files !== undefined }, run);
  return await planFiles({ files, run, attachments: found, source, ask: askFiles, stop });
}

/** The files that stay where they are, or are left out. */
export async function stayingFiles({ attachments, workspace }: PlanOptions): Promise<FilesTally | undefined> {
  if (attachments?.policy === "copy") return undefined;
  return await countFiles(workspace.fileTallies, attachments ?? LINKED);
}

/** As long as any hash. */
const SOME_HASH = "0".repeat(64);

/** A plan takes files without a verdict for copied: what is sent is as long as it will be. */
export function predictorFor(attachments: AttachmentOptions | undefined): Predict | undefined {
  const copying = attachments?.policy === "copy" ? attachments.copying : undefined;
  if (copying === undefined) return undefined;
  const { fetcher } = copying;
  return (attachment) => {
    const key = fetcher.keyOf(SOME_HASH, fileNameOf(attachment));
    const { sizeBytes = 0 } = attachment;
    const url = newUrlOf(attachment, { sha256: SOME_HASH, key }, copying);
    return { status: "copied", at: 0, sha256: SOME_HASH, sizeBytes, key, url };
  };
}
