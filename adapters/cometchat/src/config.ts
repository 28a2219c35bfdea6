import { unknownPasses } from "@chat-etl/sdk";
import * as z from "zod";
import { accountOptions } from "./account.ts";
import { PASS_NAMES } from "./passes/names.ts";

/** What the operator supplies for the CometChat sink. Values arrive as strings. */
export const CometchatSinkConfig = z.strictObject({
  ...accountOptions("COMETCHAT", "the CometChat app"),
  requestsPerMinute: z.coerce
    .number()
    .int()
    .min(1)
    .default(60)
    .meta({ description: "Data import requests the app may make in a minute; CometChat documents 60." }),
  quotaShare: z.coerce.number().gt(0).max(1).default(1).meta({
    description:
      "Part of the requests this run may use, such as 0.8; the rest always stays free for whoever else uses the app.",
  }),
  retention: z
    .union([z.enum(["auto", "none"]), z.coerce.number().positive()], {
      error: 'must be "auto", "none" or a number of days',
    })
    .default("auto")
    .meta({
      description:
        'Age in days from which the app refuses messages; "auto" finds it by trying, "none" when Extended Storage takes any age.',
    }),
  formerMembers: z.enum(["leave-out", "join"]).default("leave-out").meta({
    description:
      'Whether people who left a group become members again ("join") or stay outside; their messages go in all the same.',
  }),
  systemMessages: z
    .enum(["custom", "drop"])
    .default("custom")
    .meta({ description: 'Whether system messages become messages of category "custom" or are dropped.' }),
  passes: z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "" && name !== "none"),
    )
    .superRefine((names, context) => {
      const message = unknownPasses(names, PASS_NAMES);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .pipe(z.array(z.enum(PASS_NAMES)))
    .default([])
    .meta({
      description: `What to bring by other calls than the import's, separated by commas, of: ${PASS_NAMES.join(", ")}. Most of it dates from the day it is brought; "threads" sends replies as new messages, 30 a minute.`,
    }),
  coreRequestsPerMinute: z.coerce
    .number()
    .int()
    .min(1)
    .default(500)
    .meta({ description: "Requests a minute that passes may make; CometChat documents 500 for its smallest plan." }),
});
export type CometchatSinkConfig = z.output<typeof CometchatSinkConfig>;
