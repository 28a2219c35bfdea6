import * as z from "zod";
import { accountOptions } from "./account.ts";

/** Most of one list that CometChat gives at once (CometChat sheet, 4.2, 4.3). */
const LARGEST_PAGE = 1000;

/** CometChat documents 20,000 a minute, and 500 on its free plan (4.1). Live traffic shares them. */
const REQUESTS_PER_MINUTE = 6000;

const flag = (byDefault: boolean) => z.union([z.boolean(), z.stringbool()]).default(byDefault);

/** What the operator supplies to read a CometChat app. Values may come as strings. */
export const CometchatSourceConfig = z.strictObject({
  ...accountOptions("COMETCHAT_SOURCE", "the CometChat app to read"),
  requestsPerMinute: z.coerce.number().positive().default(REQUESTS_PER_MINUTE).meta({
    description:
      "Most requests in a minute. CometChat allows 20,000, on its free plan 500; what the app's users do counts too.",
  }),
  pageSize: z.coerce
    .number()
    .int()
    .min(1)
    .max(LARGEST_PAGE)
    .default(LARGEST_PAGE)
    .meta({ description: "How much of a list is asked for at once, 1 to 1000." }),
  messages: z.enum(["app", "conversations"]).default("app").meta({
    description:
      'How messages are read: "app" in one list of the whole app; "conversations" group by group and pair by pair, slower, should the whole list turn out to leave something out.',
  }),
  reactions: z.enum(["who", "count"]).default("who").meta({
    description:
      'Whether it is asked "who" reacted, one request for each message with reactions, or only how many did ("count").',
  }),
  friends: flag(false).meta({ description: "Whether friends are read: a request for each user, or more." }),
  blocks: flag(false).meta({ description: "Whether it is read who blocked whom: a request for each user, or more." }),
  deletedMessages: z
    .enum(["drop", "keep"])
    .default("drop")
    .meta({ description: "keep or drop messages that somebody deleted and CometChat still has." }),
  memberEvents: z
    .enum(["keep", "drop"])
    .default("keep")
    .meta({ description: "keep as system messages, or drop, what CometChat tells in a group: who joined, who left." }),
  restore: flag(true).meta({
    description:
      "Whether what etl's own CometChat sink kept in metadata goes back to its place: milliseconds, times of edits, types, what the first source's owner attached.",
  }),
});
export type CometchatSourceConfig = z.output<typeof CometchatSourceConfig>;
