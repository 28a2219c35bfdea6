import { access } from "node:fs/promises";
import type { FormPart, HttpClient } from "@chat-etl/io";
import { BatchError, ConfigError, type LocalFile, type SinkContext, TransientError } from "@chat-etl/sdk";
import * as z from "zod";
import type { FileWire } from "../wire-import.ts";
import type { Sending } from "./turns.ts";

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
  readonly openFile: SinkContext["openFile"];
  readonly sending: Sending;
}

/**
 * Uploads a file that was copied. Its token is to be used at once: how long one lives is not documented (TalkJS sheet,
 * T26). Nothing is held in memory but a chunk.
 *
 * @throws TransientError with delivery "none": the message has not been sent yet; ConfigError the copy is gone
 */
export async function uploadFile(
  file: FileWire,
  { http, openFile, sending }: Uploading,
): Promise<string | Unavailable> {
  const copy = await openFile?.(file.url);
  if (copy === undefined) return { unavailable: "not-copied" };
  await mustBeThere(copy);
  try {
    await sending.turn();
    return await upload(file, copy, { http, sending });
  } catch (error) {
    if (error instanceof BatchError) return { unavailable: error.code };
    if (!(error instanceof TransientError)) throw error;
    const { message, retryAfterMs } = error;
    throw new TransientError(message, { delivery: "none", retryAfterMs, cause: error });
  }
}

/** @throws ConfigError */
async function mustBeThere({ path }: LocalFile): Promise<void> {
  try {
    await access(path);
  } catch (cause) {
    throw new ConfigError(
      `The copy of a file that is still to be uploaded is not there any more: "${path}". Put it back, or go on with --attachments link.`,
      { cause },
    );
  }
}

async function upload(
  file: FileWire,
  { path, contentType }: LocalFile,
  { http, sending }: Pick<Uploading, "http" | "sending">,
): Promise<string> {
  const { name, mimeType, subtype, width, height, duration } = file;
  const facts = { filename: name, subtype, width, height, duration };
  const form: FormPart[] = [{ name: "file", path, fileName: name, mimeType: mimeType ?? contentType }];
  for (const [key, value] of Object.entries(facts)) {
    if (value !== undefined) form.push({ name: key, value: String(value) });
  }
  const { body } = await http.send({ method: "POST", path: "/files", form, signal: sending.signal });
  const token = Uploaded.safeParse(body);
  if (token.success) return token.data;
  throw new TransientError("TalkJS answered POST /files without a token.", { delivery: "none" });
}
