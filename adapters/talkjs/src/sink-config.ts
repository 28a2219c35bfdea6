import { unknownPasses } from "@chat-etl/sdk";
import * as z from "zod";
import { accountOptions } from "./account.ts";
import { PASS_NAMES } from "./passes/names.ts";
import { VARIABLES } from "./sink-failure.ts";

/** Options that earlier versions had, and what to say now. */
const GONE = {
  attachments: "--attachments copy (what was upload), link or drop says so for every pipeline",
  privateFiles: "name the hosts with --attachments.allowPrivate",
  maxFileMegabytes: "say --attachments.maxFileMegabytes",
};

const names = () => z.string().transform((text) => listOf(text));

/** What the operator supplies for the TalkJS sink. Values arrive as strings. */
export const TalkjsSinkConfig = z
  .strictObject({
    ...accountOptions(VARIABLES, "the TalkJS app to load into"),
    dialect: z.enum(["g1", "g2"]).optional().meta({
      description:
        'Which fields the app\'s import takes: those of the documentation ("g1": timestamp, readBy, text) or those of newer official code ("g2": createdAt, content). "etl probe talkjs" finds out.',
    }),
    systemMessages: z.enum(["keep", "drop"]).default("keep").meta({
      description:
        'keep or drop system messages. Dialect g1 has none: kept, they become messages of a user "System", who takes part as long as the load lasts.',
    }),
    roles: names().default([]).meta({
      description:
        'Roles that exist in the app\'s dashboard, separated by commas, or "all"; users of any other get the role "default".',
    }),
    contacts: z.enum(["drop", "copy"]).default("drop").meta({
      description:
        "Whether e-mail addresses and phone numbers are copied: with them, TalkJS notifies people of messages to come.",
    }),
    directIds: z.enum(["recommended", "keep"]).default("recommended").meta({
      description:
        "Whether a conversation of two gets the id that TalkJS's oneOnOneId makes of their ids, or keeps its own. From TalkJS to TalkJS all keep theirs.",
    }),
    settleSeconds: z.coerce
      .number()
      .nonnegative()
      .default(10)
      .meta({ description: "How long a batch without an answer may take to appear before it counts as not arrived." }),
    existing: z.enum(["refuse", "allow"]).default("refuse").meta({
      description:
        "Whether a new workspace may load into an app that an earlier load went to: TalkJS keeps whatever is sent twice.",
    }),
    passes: names()
      .transform((list) => list.filter((name) => name !== "none"))
      .superRefine((names, context) => {
        const message = unknownPasses(names, PASS_NAMES);
        if (message !== undefined) context.addIssue({ code: "custom", message });
      })
      .pipe(z.array(z.enum(PASS_NAMES)))
      .default([])
      .meta({
        description: `What to bring by other calls than the import's, separated by commas, of: ${PASS_NAMES.join(", ")}. A request for each reader and each reaction.`,
      }),
  })
  .meta({ gone: GONE });
export type TalkjsSinkConfig = z.output<typeof TalkjsSinkConfig>;

/** Whether a user says what the system says: dialect g1 has no system messages. */
export function hasSystemUser({ dialect, systemMessages }: TalkjsSinkConfig): boolean {
  return dialect === "g1" && systemMessages === "keep";
}

function listOf(text: string): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
