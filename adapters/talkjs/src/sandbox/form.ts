import { invalid } from "./answers.ts";

/** A form with a file, read whole. */
export interface Form {
  readonly file: FormFile | undefined;
  readonly fields: Readonly<Record<string, string>>;
}

interface FormFile {
  readonly name: string;
  /** Empty when the client named none. */
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** What the other parts of a form and its boundaries may take, in bytes. */
const REST_BYTES = 65_536;

/**
 * Reads a `multipart/form-data` body. One that is too large is read to its end all the same, but not kept: whoever is
 * cut off while sending does not see the answer.
 *
 * @throws Refusal when it is no form, or its file is too large
 */
export async function readForm(request: Request, fileMaxBytes: number): Promise<Form> {
  const type = request.headers.get("content-type") ?? "";
  const body = await readBounded(request.body, fileMaxBytes + REST_BYTES);
  if (!/^multipart\/form-data\b/iu.test(type)) throw invalid(["The content type must be multipart/form-data."]);
  if (body === undefined) throw tooLarge(fileMaxBytes);
  const data = await new Response(body, { headers: { "content-type": type } }).formData().catch(() => {
    throw invalid(["The body is no form."]);
  });
  const file = data.get("file");
  const fields = [...data].flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : []));
  return {
    file: file instanceof File ? await fileOf(file, fileMaxBytes) : undefined,
    fields: Object.fromEntries(fields),
  };
}

async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  mostBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size <= mostBytes) chunks.push(chunk);
  }
  return size > mostBytes ? undefined : Buffer.concat(chunks);
}

async function fileOf(file: File, fileMaxBytes: number): Promise<FormFile> {
  if (file.size > fileMaxBytes) throw tooLarge(fileMaxBytes);
  return { name: file.name, mimeType: file.type, bytes: new Uint8Array(await file.arrayBuffer()) };
}

function tooLarge(fileMaxBytes: number) {
  return invalid({ file: `A file has at most ${fileMaxBytes} bytes.` });
}
