import type { HttpClient } from "@chat-etl/io";
import type { RemovalSpec, RemoveOptions, Sink } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { type CometchatWires, encode } from "../encode.ts";
import { CORE } from "../passes/call.ts";
import type { Asking } from "./ask.ts";
import { MessageRemover } from "./message.ts";
import { removeGroup, removeMember, removeUser } from "./people.ts";

/** What can be removed from CometChat: everything, one by one. */
export const removal: RemovalSpec<CometchatSinkConfig, CometchatWires> = {
  order: ["message", "conversation", "membership", "user"],
  takesAlong: ["membership"],
  stays: [
    "What was in the app already when it was loaded stays: CometChat refuses what is there, and the load counted it as duplicate.",
    "CometChat's lists keep a row about each message that is deleted, dated today.",
    "What passes brought stays where its user, group or message stays: roles, friends, blocks, status texts, descriptions, scopes, reactions, pins, marks of what was read, deactivations.",
  ],
  ...CORE,
  // A reply that a pass brought is named as the message that the import would have made of it.
  encode: {
    message: (message, context) => encode.message(message, { ...context, config: { ...context.config, passes: [] } }),
  },
};

export function removersOf(http: HttpClient): NonNullable<Sink<CometchatWires>["remove"]> {
  const messages = new MessageRemover();
  const asking = (options: RemoveOptions) => askingOf(http, options);
  return {
    user: (record, options) => removeUser(asking(options), record),
    conversation: (record, options) => removeGroup(asking(options), record),
    membership: (record, options) => removeMember(asking(options), record),
    message: (record, options) => messages.remove(asking(options), record),
  };
}

/** The first request has its turn already; each further one waits for its own. */
function askingOf(http: HttpClient, options: RemoveOptions): Asking {
  let isFirst = true;
  const turn = async () => {
    if (!isFirst) await options.turn?.();
    isFirst = false;
  };
  return { http, options, turn };
}
