import type { SandboxCall } from "@chat-etl/sandbox";
import type * as z from "zod";
import { ApiError } from "./errors.ts";
import { detailsOf } from "./fields.ts";

/** For calls about users and groups ("Properties and constraints" page). */
const BODY_BYTES = 10 * 1024;

/** The JSON body in the schema's form; no body counts as an empty one. @throws ApiError 400 */
export async function bodyOf<Schema extends z.ZodType>(call: SandboxCall, schema: Schema): Promise<z.output<Schema>> {
  return parsed(await call.req.text(), schema);
}

/** The same, of at most 10 KB. @throws ApiError 400 */
export async function smallBodyOf<Schema extends z.ZodType>(
  call: SandboxCall,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await call.req.text();
  if (Buffer.byteLength(text) <= BODY_BYTES) return parsed(text, schema);
  throw new ApiError(400, "ERR_BAD_REQUEST", "The body must not exceed 10 KB.");
}

function parsed<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(jsonOf(text));
  if (result.success) return result.data;
  throw new ApiError(400, "ERR_BAD_REQUEST", "The given data was invalid.", detailsOf(result.error));
}

function jsonOf(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw new ApiError(400, "ERR_BAD_REQUEST", "The body is no JSON.");
  }
}

/** What a call answers that has nothing to show. */
export function done(message: string): object {
  return { data: { success: true, message } };
}
