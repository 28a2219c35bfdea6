import { type ExistingUser, type OpenContext, readExistingUsers } from "@chat-etl/sdk";
import type { Account } from "./account.ts";
import { cometchatSource } from "./source.ts";
import { CometchatSourceConfig } from "./source-config.ts";

/** Everybody who is in the app that is loaded. */
export function existingUsers(
  { appId, region, apiKey, baseUrl }: Account & { readonly apiKey: string },
  context: OpenContext,
): AsyncIterable<ExistingUser> {
  const config = CometchatSourceConfig.parse({ appId, region, apiKey, baseUrl });
  return readExistingUsers(cometchatSource, { stream: "users", config, context, emailsIn });
}

/** CometChat users have no address of their own: owners of apps put it into metadata, often below `@private` (2.1). */
function emailsIn(metadata: unknown): readonly string[] {
  const open = Object(metadata);
  return [open, Object(open["@private"])].flatMap(({ email }) => (typeof email === "string" ? [email] : []));
}
