import { ConfigError, type Cursor } from "@chat-etl/sdk";
import type * as z from "zod";

/** @throws ConfigError the cursor is none of this source's */
export function parseCursor<Schema extends z.ZodType>(
  schema: Schema,
  cursor: Cursor | undefined,
): z.output<Schema> | undefined {
  if (cursor === undefined) return undefined;
  const parsed = schema.safeParse(jsonOf(cursor));
  if (parsed.success) return parsed.data;
  throw new ConfigError("The place where reading CometChat stopped cannot be understood. Start anew with --fresh.");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
