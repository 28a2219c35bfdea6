import * as z from "zod";

/** The one app a sandbox serves. */
export const SANDBOX_APP_ID = "sandboxApp";
export const SANDBOX_SECRET_KEY = "sk_test_sandbox0000000000000000000";

/** API versions with a breaking change (TalkJS sheet, section 1). */
export const VERSIONS = ["2021-01-01", "2021-02-09", "2021-07-30", "2024-01-01"] as const;

/** Epoch milliseconds, or an ISO date or date-time. */
const Instant = z.union([
  z.coerce.number().int(),
  z.union([z.iso.date(), z.iso.datetime({ offset: true })]).transform((text) => Date.parse(text)),
]);

const number = () => z.coerce.number();
const count = () => number().int();

/** The switches of TalkJS' emulator checklist (TalkJS sheet, 16.1), and what goes wrong on demand. */
export const TalkjsSandboxOptions = z.strictObject({
  appId: z.string().min(1).default(SANDBOX_APP_ID).meta({ description: "The one app that exists." }),
  secretKey: z
    .string()
    .min(1)
    .default(SANDBOX_SECRET_KEY)
    .meta({ description: "Its secret key; also signs tokens.", secret: true }),
  world: z.enum(["auto", "sample", "none"]).default("auto").meta({
    description:
      'What it holds when it is new: the "sample" app, nothing ("none"), or nothing as the target of a rehearsal and else the sample.',
  }),
  seed: count().default(1).meta({ description: "Another seed gives another sample world." }),
  until: Instant.default(startOfToday).meta({
    description: "Newest instant of the sample world: epoch milliseconds or an ISO date. Default: today at 0:00 UTC.",
  }),
  scale: number()
    .positive()
    .default(1)
    .meta({ description: "Multiplies the ordinary conversations of the sample world." }),
  overLimit: z
    .enum(["refuse", "clamp"])
    .default("refuse")
    .meta({ description: "What a page size above the maximum gets: status 400, or a smaller page." }),
  conversationPageMax: count()
    .positive()
    .default(30)
    .meta({ description: "Largest page of conversations: 30, or 100 as in older times." }),
  unknownCursor: z
    .enum(["refuse", "empty"])
    .default("refuse")
    .meta({ description: "What an unknown startingAfter gets: status 400, or an empty page." }),
  absentAs: z
    .enum(["null", "missing"])
    .default("null")
    .meta({ description: "Whether an absent value is null, or its key is left out." }),
  defaultVersion: z
    .enum(VERSIONS)
    .default("2024-01-01")
    .meta({ description: "API version of requests without the header TalkJS-REST-Version." }),
  unknownParticipant: z
    .enum(["refuse", "stub", "ignore"])
    .default("refuse")
    .meta({ description: "What happens to a participant who is no user." }),
  participantMax: z
    .union([z.literal("none"), count().positive()])
    .default(100)
    .meta({ description: 'Most participants of a conversation that is written to: 100, 300 or "none".' }),
  importDialect: z.enum(["g1", "g2", "both"]).default("g1").meta({
    description:
      "Which fields the import takes: those of the documentation (g1), of newer official code (g2), or both.",
  }),
  importForeign: z.enum(["refuse", "ignore"]).default("refuse").meta({
    description:
      'What fields of the other dialect get: status 400 ("refuse"), or no attention, so that the date is the present ("ignore").',
  }),
  importMax: count().positive().default(10).meta({ description: "Most messages of one import: 10, 100 or 1000." }),
  importAtomic: z.enum(["all", "partial"]).default("all").meta({
    description:
      'What one bad message does to an import: nothing is stored ("all"), or what stands before it is ("partial").',
  }),
  importSystem: z
    .enum(["dialect", "on", "off"])
    .default("dialect")
    .meta({ description: 'Whether system messages can be imported: "on", "off", or by "dialect": g1 no, others yes.' }),
  importReplies: z
    .enum(["ignore", "keep"])
    .default("ignore")
    .meta({ description: 'What becomes of the referencedMessageId of an imported message: "ignore" or "keep".' }),
  importEmpty: z
    .enum(["refuse", "accept"])
    .default("refuse")
    .meta({ description: 'What an imported message without any text or file gets: "refuse" or "accept".' }),
  readOnlySender: z.enum(["refuse", "accept"]).default("refuse").meta({
    description: 'What a message imported for a participant gets who may only read: "refuse" or "accept".',
  }),
  textWithFile: z.enum(["drop", "refuse"]).default("drop").meta({
    description:
      'What becomes of the text of a message that has an attachmentToken too: it vanishes ("drop"), or status 400 ("refuse").',
  }),
  fileTokenName: z
    .enum(["fileToken", "attachmentToken", "both"])
    .default("fileToken")
    .meta({ description: 'What an upload calls the token in its answer: "fileToken", "attachmentToken" or "both".' }),
  tokenTtlSeconds: z
    .union([z.literal("none"), number().positive()])
    .default("none")
    .meta({ description: 'How long the token of an upload can be used, in seconds, or "none" for ever.' }),
  fileLinks: z.enum(["open", "expired"]).default("open").meta({
    description:
      'What the addresses of files answer: the file ("open"), or status 403, as to a key that has expired ("expired").',
  }),
  fileMaxBytes: count()
    .positive()
    .default(50_000_000)
    .meta({ description: "Largest file that can be uploaded. An anonymous project has 1 MB." }),
  batchImport: z
    .enum(["refuse", "accept"])
    .default("refuse")
    .meta({ description: 'Whether a batch may hold imports ("accept"), or answers 404 to them ("refuse").' }),
  batchOrder: z
    .enum(["sent", "reversed"])
    .default("sent")
    .meta({ description: 'In which order a batch runs its operations: "sent" or "reversed". TalkJS promises none.' }),
  unknownFields: z
    .enum(["ignore", "refuse"])
    .default("ignore")
    .meta({ description: 'What fields get that are not known: no attention ("ignore"), or status 400 ("refuse").' }),
  jwtTypes: z
    .enum(["both", "app", "admin"])
    .default("both")
    .meta({ description: 'The tokenType a signed token of the server may claim: "app", "admin" or "both".' }),
  burst: count()
    .positive()
    .default(600)
    .meta({ description: "Requests that pass at once, times the speed. Then 9 a second." }),
  batchBurst: count()
    .positive()
    .default(500)
    .meta({ description: "Batches that pass at once, times the speed. Then 1 a second, and 100 may wait." }),
  rateQueue: z
    .union([z.literal("none"), count().positive()])
    .default("none")
    .meta({ description: 'Requests above the rate that wait for their turn before the next is refused, or "none".' }),
  retryAfter: z
    .union([z.literal("absent"), number().nonnegative()])
    .default("absent")
    .meta({ description: 'Seconds in the header Retry-After of a 429, or "absent".' }),
  rate: z.enum(["on", "off"]).default("on").meta({ description: "Whether requests and batches are limited." }),
  faultRate: number().min(0).max(1).default(0).meta({ description: "Share of requests that meet a fault, 0 to 1." }),
  faultSeed: count().default(1).meta({ description: "Another seed gives other faults." }),
});
export type TalkjsSandboxOptions = z.output<typeof TalkjsSandboxOptions>;

const DAY_MS = 86_400_000;

function startOfToday(): number {
  return Math.floor(Date.now() / DAY_MS) * DAY_MS;
}
