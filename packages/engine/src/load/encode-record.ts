import type { ChatRecord } from "@chat-etl/model";
import type { AnySink, ConversationFacts, EncodeContext, Encoded } from "@chat-etl/sdk";

/**
 * Canonical → wire, of whichever kind it is.
 *
 * @param factsOf what is known about the record's conversation; not asked for users
 */
export function encodeRecord(
  { encode }: Pick<AnySink, "encode">,
  record: ChatRecord,
  { context, factsOf }: { readonly context: EncodeContext<unknown>; readonly factsOf: () => ConversationFacts },
): Encoded<unknown> {
  if (record.kind === "user") return encode.user(record, context);
  const known = { ...context, conversation: factsOf() };
  switch (record.kind) {
    case "conversation":
      return encode.conversation(record, known);
    case "membership":
      return encode.membership(record, known);
    case "message":
      return encode.message(record, known);
  }
}
