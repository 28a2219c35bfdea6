import * as z from "zod";
import { accountOptions } from "./account.ts";

/** What a person supplies to read a TalkJS app through its REST API. Values may come as strings. */
export const TalkjsSourceConfig = z.strictObject({
  ...accountOptions("TALKJS", "the TalkJS app to read"),
  reactors: z.enum(["count", "read"]).default("count").meta({
    description:
      'Whether it is read who reacted ("read": a request for each message and emoji), or only how many did ("count").',
  }),
});
export type TalkjsSourceConfig = z.output<typeof TalkjsSourceConfig>;
