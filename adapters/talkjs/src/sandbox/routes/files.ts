import { randomUUID } from "node:crypto";
import type { SandboxApp } from "@chat-etl/sandbox";
import * as z from "zod";
import { check, invalid } from "../answers.ts";
import { BUCKET, fileUrl } from "../file-place.ts";
import type { Form } from "../form.ts";
import { newMessageId } from "../message-id.ts";
import type { TalkjsSandboxOptions } from "../options.ts";
import type { Route, TalkRequest } from "../request.ts";
import type { FileBlock } from "../shapes.ts";
import type { State } from "../state/state.ts";
import { sampleFileAt } from "../world/files.ts";

export const FILE_ROUTES: readonly Route[] = [{ method: "POST", path: "/files", takes: "form", handle: uploadFile }];

const PIXELS = z.coerce.number().int().positive().optional();

/** What an upload may say of its file, all of it as text (TalkJS sheet, section 9). */
const FileFields = z.object({
  filename: z.string().min(1).optional(),
  subtype: z.enum(["image", "video", "audio", "voice"]).optional(),
  width: PIXELS,
  height: PIXELS,
  duration: z.coerce.number().nonnegative().optional(),
});

/** Keeps the file and answers its token (E78). */
function uploadFile(request: TalkRequest): object {
  const { file, fields } = request.body as Form;
  if (file === undefined) throw invalid({ file: 'The part "file" is missing.' });
  const { filename = file.name, ...facts } = check(FileFields, fields);
  const place = newPlace(request.options.appId, filename);
  const block: FileBlock = {
    type: "file",
    url: place.url,
    size: file.bytes.byteLength,
    filename,
    fileToken: `file_${hash()}`,
    ...definedOf(facts),
  };
  request.state.files.put({ block, uploadedAt: request.instant() });
  const mimeType = file.mimeType || "application/octet-stream";
  request.state.files.putBytes({ path: place.path, key: place.key, mimeType, bytes: file.bytes });
  return tokenAnswer(request, block.fileToken);
}

function tokenAnswer({ options: { fileTokenName } }: TalkRequest, token: string): object {
  if (fileTokenName === "both") return { fileToken: token, attachmentToken: token };
  return { [fileTokenName]: token };
}

function newPlace(appId: string, filename: string) {
  const path = `user_files/${appId}/${hash()}/${filename}`;
  const key = randomUUID();
  return { path, key, url: fileUrl(path, key) };
}

function hash(): string {
  return newMessageId().slice(4);
}

/** Only what is said: TalkJS gives metadata of a file only if the uploader did. */
function definedOf<T extends object>(facts: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** Serves what was uploaded, and the sample world's files, to whoever has the URL: without a credential. */
export function serveFiles(
  app: SandboxApp,
  state: State,
  { fileLinks }: Pick<TalkjsSandboxOptions, "fileLinks">,
): void {
  app.get(`${BUCKET}/:path`, (call) => {
    if (fileLinks === "expired") return call.text("Permission denied.", 403);
    const path = call.req.param("path");
    const file = state.files.bytesAt(path) ?? sampleFileAt(path);
    if (file === undefined || call.req.query("token") !== file.key) return call.text("Not Found", 404);
    return new Response(Buffer.from(file.bytes), { headers: { "content-type": file.mimeType } });
  });
}
