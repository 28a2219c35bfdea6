import { ConfigError, type Cursor } from "@chat-etl/sdk";
import type * as z from "zod";

/**
 * A source's own cursor, read back. `service`: what was read, for the message.
 *
 * @throws ConfigError it is none of this shape
 */
export function parseCursor<Schema extends z.ZodType>(
  schema: Schema,
  cursor: Cursor | undefined,
  service: string,
): z.output<Schema> | undefined {
  if (cursor === undefined) return undefined;
  const parsed = schema.safeParse(jsonOf(cursor));
  if (parsed.success) return parsed.data;
  throw new ConfigError(`The place where reading ${service} stopped cannot be understood. Start anew with --fresh.`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
