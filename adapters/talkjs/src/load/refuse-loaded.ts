import type { HttpClient } from "@chat-etl/io";
import { BatchError, ConfigError } from "@chat-etl/sdk";
import * as z from "zod";

const Listed = z.looseObject({ custom: z.record(z.string(), z.unknown()).nullish() });
type Listed = z.output<typeof Listed>;
const Conversations = z.object({ data: z.array(Listed) });

/** Conversations that a load of ours brought carry the id they had, and where. */
const OURS = { custom: { source: "exists", sourceId: "exists" } };

/**
 * TalkJS keeps whatever is sent twice (TalkJS sheet, T1): a workspace that knows of nothing must not load over what
 * another one has loaded.
 *
 * @throws ConfigError the app holds conversations of an earlier load; TransientError
 */
export async function refuseLoaded(http: HttpClient): Promise<void> {
  const filtered = list(http, { filter: JSON.stringify(OURS) }).catch((error: unknown) => {
    if (error instanceof BatchError) return [];
    throw error;
  });
  // The filter is documented, how it is written is not: if nothing comes of it, the latest ones are looked at.
  if (!(await filtered).some(isOurs) && !(await list(http, {})).some(isOurs)) return;
  throw new ConfigError(
    "The TalkJS app holds conversations of an earlier load, and this workspace knows nothing of it: what was sent then would be there twice. Go on in the workspace of that load (--workspace), or empty the app (TalkJS dashboard, test mode: reset). If this load brings other conversations, set --sink.existing allow.",
  );
}

function isOurs({ custom }: Listed): boolean {
  return custom?.source !== undefined && custom.sourceId !== undefined;
}

async function list(http: HttpClient, query: Readonly<Record<string, string>>): Promise<readonly Listed[]> {
  return Conversations.parse(await http.get("/conversations", { limit: "30", ...query })).data;
}
