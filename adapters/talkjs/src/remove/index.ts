import type { HttpClient } from "@chat-etl/io";
import type { RemovalSpec, Sink } from "@chat-etl/sdk";
import { quotaOf } from "../passes/call.ts";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import type { TalkjsWires } from "../wire-import.ts";
import { removeConversation } from "./conversation.ts";
import { removeMessage } from "./message.ts";

/** What can be removed from TalkJS: conversations, which take all of theirs along, and single messages. */
export const removal: RemovalSpec<TalkjsSinkConfig, TalkjsWires> = {
  order: ["conversation", "message"],
  takesAlong: ["membership", "message"],
  stays: [
    "TalkJS cannot delete users: they stay, with the names, pictures and custom fields that the load gave them.",
    "A conversation goes as a whole, with its participants, if this load created it and nobody else wrote in it. One that was there before stays, as the load updated it: with its subject, picture, custom fields and participants.",
    "Files that were uploaded stay in the app's storage.",
  ],
  quotaClass: "main",
  quota: quotaOf,
};

export function removersOf(http: HttpClient): NonNullable<Sink<TalkjsWires>["remove"]> {
  return {
    conversation: (record, options) => removeConversation(http, record, options),
    message: (record, options) => removeMessage(http, record, options),
  };
}
