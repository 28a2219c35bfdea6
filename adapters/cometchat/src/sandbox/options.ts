import * as z from "zod";

/** Every switch also takes what a command line gives: `"off"`, `"200"`, `"true"`. */
const flag = (byDefault: boolean, description: string) =>
  z.union([z.boolean(), z.stringbool()]).default(byDefault).meta({ description });

const countOrOff = (byDefault: number | "off", description: string) =>
  z
    .union([z.literal("off"), z.coerce.number().int().positive()])
    .default(byDefault)
    .meta({ description });

const ApiKey = z.string().regex(/^[0-9a-f]{40}$/, "an API key has 40 hex characters");

/** The switches of the sandbox: what the documentation leaves open, and what goes wrong on demand. */
export const CometchatSandboxOptions = z.object({
  appId: z.string().min(1).default("sandbox-app").meta({ description: "Id of the one app that is served." }),
  apiKey: ApiKey.default("c0ffee00".repeat(5)).meta({ description: "Its key with full access." }),
  authOnlyKey: ApiKey.default("decaf000".repeat(5)).meta({ description: "Its key that may neither import nor list." }),
  world: z.enum(["auto", "sample", "none"]).default("auto").meta({
    description:
      'What it holds when it is new: a small "sample" app, nothing ("none"), or the sample as the source of a rehearsal and else nothing.',
  }),
  requestsPerMinute: countOrOff(60, 'Import requests in one window; "off" for no limit and no rate headers.'),
  coreRequestsPerMinute: countOrOff(
    10_000,
    "Requests in one window that make or delete users and groups, or change members; a free plan has 500.",
  ),
  standardRequestsPerMinute: countOrOff(20_000, "All other requests in one window; a free plan has 500."),
  sendsPerMinute: countOrOff(30, "Messages one user may send in one window."),
  unreadMarksPerMinute: countOrOff(5, "Conversations one user may mark as unread in one window."),
  rateBucket: z
    .enum(["app", "endpoint"])
    .default("app")
    .meta({ description: "Whether the four import endpoints share one quota or have one each." }),
  headerStyle: z
    .enum(["both", "new", "old"])
    .default("both")
    .meta({ description: 'Spelling of the rate headers: "X-RateLimit-…" is new, "X-Rate-Limit-…" is old.' }),
  retentionDays: countOrOff(183, 'Older messages poison their request; "off" for extended storage.'),
  poisonMode: z.enum(["stop", "skip", "row"]).default("stop").meta({
    description:
      'What a poison row does: "stop" stores the rows before it, "skip" all good rows (both answer 500), "row" fails that row only.',
  }),
  rowNesting: z
    .enum(["single", "double"])
    .default("single")
    .meta({ description: "How deep a stored row lies in the answer: data.<key>.data or data.<key>.data.data." }),
  joinedAtEquality: z
    .enum(["reject", "accept"])
    .default("reject")
    .meta({ description: "What becomes of a member who joined in the very second the group was created." }),
  numericKeyArray: flag(false, "Answer a batch whose keys are 0, 1, 2, … with an array."),
  importEnabled: flag(true, "Whether the app's plan includes data import."),
  importQuota: countOrOff("off", 'Most messages the app may import; "off" for any number.'),
  keyCase: z
    .enum(["request", "lower"])
    .default("request")
    .meta({ description: "Whether answers are keyed by the key as sent or by the lowercased id." }),
  ownerAutoJoin: flag(true, "Whether importing a group makes its owner a member, with scope admin."),
  muidOnRead: flag(false, "Whether reading a message shows its muid."),
  duplicateStatus: z
    .union([z.literal(409), z.literal(400), z.enum(["409", "400"]).transform(Number)])
    .default(409)
    .meta({ description: "Status of the answer to who makes a user, group or role that is there already." }),
  repeatedReaction: z
    .enum(["accept", "reject"])
    .default("accept")
    .meta({ description: "What becomes of a reaction that the same user has made before." }),
  deletedData: z
    .enum(["empty", "keep"])
    .default("empty")
    .meta({ description: "Whether a deleted message still shows what it said." }),
  reactionsPlace: z.enum(["data", "top"]).default("data").meta({
    description: "Where a message shows its reactions: in its data or at its top; the documentation has both.",
  }),
  groupsData: z.enum(["array", "map"]).default("array").meta({
    description: 'Shape of the list of groups: an array, or the malformed map of one example, keyed "0", "1", ….',
  }),
  totalZero: flag(false, "Whether page lists pretend a total of 0."),
  cursorPlace: z
    .enum(["documented", "inside", "beside"])
    .default("documented")
    .meta({ description: "Where page lists put the cursor: inside or beside meta; the documentation mixes both." }),
  faultRate: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0)
    .meta({ description: "Share of requests that meet a fault, 0 to 1." }),
  faultSeed: z.coerce.number().int().default(1).meta({ description: "The same seed gives the same faults." }),
});
export type CometchatSandboxOptions = z.output<typeof CometchatSandboxOptions>;
