import type { HttpClient } from "@chat-etl/io";
import { BatchError, ConfigError } from "@chat-etl/sdk";
import * as z from "zod";

const Conversations = z.object({
  data: z.array(z.looseObject({ custom: z.record(z.string(), z.unknown()).nullish() })),
});

/** Conversations that a load of ours brought carry the id they had, and where. */
const OURS = { custom: { source: "exists", sourceId: "exists" } };

/**
 * TalkJS keeps whatever is sent twice (TalkJS sheet, T1): a workspace that knows of nothing must not load over what
 * another one has loaded.
 *
 * @throws ConfigError the app holds conversations of an earlier load; TransientError
 */
export async function refuseLoaded(http: HttpClient): Promise<void> {
  const conversations = await list(http, { filter: JSON.stringify(OURS) }).catch((error: unknown) => {
    // The filter is documented, how it is written is not: then the latest ones have to do.
    if (error instanceof BatchError) return list(http, {});
    throw error;
  });
  if (!conversations.some(({ custom }) => custom?.source !== undefined && custom.sourceId !== undefined)) return;
  throw new ConfigError(
    "The TalkJS app holds conversations of an earlier load, and this workspace knows nothing of it: what was sent then would be there twice. Go on in the workspace of that load (--workspace), or empty the app (TalkJS dashboard, test mode: reset). If this load brings other conversations, set --sink.existing allow.",
  );
}

async function list(http: HttpClient, query: Readonly<Record<string, string>>) {
  return Conversations.parse(await http.get("/conversations", { limit: "30", ...query })).data;
}
