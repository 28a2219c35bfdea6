import { join } from "node:path";
import type { LocalFile, Source } from "@chat-etl/sdk";
import { type closer, contextOf, orStop } from "../opened.ts";
import type { RunOptions } from "../run.ts";
import { Copying } from "./copy.ts";
import type { LaneFilesOptions } from "./lane-files.ts";
import { hashIn } from "./new-url.ts";

interface Before {
  readonly target: string;
  /** The target was asked already whether it can be written. */
  readonly isChecked: boolean;
  check(): Promise<void>;
  /** Keeps what is closed when the run ends. */
  readonly closing: ReturnType<typeof closer>;
}

interface CopiedFirst {
  /** The target was asked whether it can be written: hours of copying for one that cannot would be lost. */
  readonly isChecked: boolean;
  /** How the files are copied of messages that nobody knew would be sent. Missing: nothing is copied. */
  readonly files?: LaneFilesOptions;
}

/** Copies files ahead of the load, where the operator wants that. */
export async function copyFirst(options: RunOptions, before: Before): Promise<CopiedFirst> {
  const { attachments, workspace, pipeline, stop, replay } = options;
  const { target, isChecked, check, closing } = before;
  if (attachments?.policy !== "copy") return { isChecked };
  const { loading } = workspace.lane(target);
  if (replay?.files !== true && (await loading.pending("message")) === 0) return { isChecked };
  if (!isChecked) await orStop(check(), stop);
  const source = await openAgain(options, closing);
  const copying = new Copying({
    ...options,
    ...{ attachments, loading, files: workspace.files, notes: workspace.notes, folder: workspace.folder },
    sink: pipeline.sink,
    source,
    again: replay === undefined ? undefined : replay.files === true ? "all" : "wanted",
  });
  await copying.ahead();
  if (replay?.files) tellKept(options);
  const knowsMore = source.files !== undefined;
  return { isChecked: true, files: { fetch: (messages, at) => copying.these(messages, at), knowsMore } };
}

function tellKept({ onEvent }: RunOptions): void {
  const message = "Messages that went in before keep the links that they were sent with.";
  onEvent({ event: "notice", code: "files", message });
}

/** The source once more, though it was read long ago: it knows where its files lie. */
export async function openAgain(
  options: Pick<RunOptions, "pipeline" | "sourceConfig" | "stop" | "logger" | "onEvent">,
  closing: ReturnType<typeof closer>,
): Promise<Source> {
  const { pipeline, sourceConfig, stop } = options;
  const source = await pipeline.source.open(sourceConfig, { ...contextOf(options), signal: stop });
  closing.add(source);
  return source;
}

/** Hands copied files to a sink that takes them itself. Missing: none are copied for it. */
export function fileOpener({
  attachments,
  workspace: { files },
}: Pick<RunOptions, "attachments" | "workspace">): ((url: string) => Promise<LocalFile | undefined>) | undefined {
  const { policy, copying } = attachments ?? {};
  const folder = copying?.localFolder;
  if (policy !== "copy" || folder === undefined) return undefined;
  const copyOf = async (url: string) => {
    const verdict = await files.verdictOn(url);
    return verdict?.status === "copied" ? verdict : undefined;
  };
  return async (url) => {
    const hash = hashIn(url);
    const copied = hash === undefined ? await copyOf(url) : await files.withBytes(hash);
    if (copied === undefined) return undefined;
    const { key, sizeBytes, type } = copied;
    return { path: join(folder, key), sizeBytes, ...(type === undefined ? {} : { contentType: type }) };
  };
}
