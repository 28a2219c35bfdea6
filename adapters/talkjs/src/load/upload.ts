import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DownloadError, downloadFile, type FormPart, type HttpClient } from "@chat-etl/io";
import { BatchError, TransientError } from "@chat-etl/sdk";
import * as z from "zod";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import type { FileWire } from "../wire-import.ts";
import type { Sending } from "./turns.ts";

/** For one file: looking it up, redirects, all bytes, further tries. */
const DOWNLOAD_MS = 120_000;

/** The name of the token changed once; which one an app answers is not documented (TalkJS sheet, section 9). */
const Uploaded = z.union([
  z.object({ fileToken: z.string().min(1) }).transform(({ fileToken }) => fileToken),
  z.object({ attachmentToken: z.string().min(1) }).transform(({ attachmentToken }) => attachmentToken),
]);

/** Why there is no token; a code to be logged. */
export interface Unavailable {
  readonly unavailable: string;
}

export interface Uploading {
  readonly http: HttpClient;
  readonly config: Pick<TalkjsSinkConfig, "maxFileMegabytes" | "privateFiles">;
  readonly sending: Sending;
}

/**
 * Fetches a file and uploads it. Its token is to be used at once: how long one lives is not documented (TalkJS sheet,
 * T26). Nothing is held in memory but a chunk.
 *
 * @throws TransientError with delivery "none": the message has not been sent yet
 */
export async function uploadFile(file: FileWire, uploading: Uploading): Promise<string | Unavailable> {
  const folder = await mkdtemp(join(tmpdir(), "etl-file-"));
  try {
    const path = join(folder, "file");
    await fetchFile(file, path, uploading);
    await uploading.sending.turn();
    return await uploadSaved(file, path, uploading);
  } catch (error) {
    if (error instanceof DownloadError || error instanceof BatchError) return { unavailable: error.code };
    if (!(error instanceof TransientError)) throw error;
    const { message, retryAfterMs } = error;
    throw new TransientError(message, { delivery: "none", retryAfterMs, cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetchFile({ url, mimeType }: FileWire, path: string, { config, sending }: Uploading): Promise<void> {
  await downloadFile(url, {
    path,
    maxBytes: config.maxFileMegabytes,
    timeoutMs: DOWNLOAD_MS,
    allowPrivate: config.privateFiles,
    mimeType: mimeType ?? "application/octet-stream",
    signal: sending.signal,
  });
}

async function uploadSaved(file: FileWire, path: string, { http, sending }: Uploading): Promise<string> {
  const { name, mimeType, subtype, width, height, duration } = file;
  const facts = { filename: name, subtype, width, height, duration };
  const form: FormPart[] = [{ name: "file", path, fileName: name, mimeType }];
  for (const [key, value] of Object.entries(facts)) {
    if (value !== undefined) form.push({ name: key, value: String(value) });
  }
  const { body } = await http.send({ method: "POST", path: "/files", form, signal: sending.signal });
  const token = Uploaded.safeParse(body);
  if (token.success) return token.data;
  throw new TransientError("TalkJS answered POST /files without a token.", { delivery: "none" });
}
