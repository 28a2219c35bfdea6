import * as z from "zod";
import { type Option, sideOptions } from "./options.ts";

const amount = (fallback: number) => z.coerce.number().positive().default(fallback);

/** What the operator wants of the files of messages: `--attachments copy --attachments.folder files`. Values arrive as strings. */
export const AttachmentConfig = z.strictObject({
  policy: z.enum(["link", "copy", "drop"]).optional().meta({
    description:
      "link leaves files where they are: their links die with the source's account. copy moves them into a folder or a bucket, or into the target itself where it takes files. drop leaves them out. If nothing is said: copy where the target takes files, else link.",
  }),
  folder: z.string().min(1).optional().meta({ description: "copy: into this folder, which you serve at baseUrl." }),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: "copy: the public address of folder." }),
  bucket: z.string().min(1).optional().meta({ description: "copy: into this bucket of S3, or of a store like it." }),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: "copy: the store's address, where it is not AWS." }),
  region: z.string().min(1).default("us-east-1").meta({ description: "copy: the bucket's region." }),
  prefix: z.string().optional().meta({ description: "copy: begins the name of each file in the bucket." }),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: "copy: the public address of the bucket; the prefix follows it." }),
  accessKeyId: z.string().min(1).optional().meta({
    description: "copy: opens the bucket. AWS_ACCESS_KEY_ID does too.",
    env: "ATTACHMENTS_ACCESS_KEY_ID",
    secret: true,
  }),
  secretAccessKey: z.string().min(1).optional().meta({
    description: "copy: opens the bucket. AWS_SECRET_ACCESS_KEY does too.",
    env: "ATTACHMENTS_SECRET_ACCESS_KEY",
    secret: true,
  }),
  sessionToken: z.string().min(1).optional().meta({
    description: "copy: belongs to keys that expire. AWS_SESSION_TOKEN does too.",
    env: "ATTACHMENTS_SESSION_TOKEN",
    secret: true,
  }),
  missing: z.enum(["keep-link", "drop", "reject"]).optional().meta({
    description:
      "copy: what becomes of an attachment whose file cannot be had: keep-link (if nothing is said), drop, or reject its message, which can be replayed. If it is said, a host that refuses all files stops no run.",
  }),
  maxFileMegabytes: amount(5_000).meta({ description: "copy: a larger file is not copied." }),
  maxTotalGigabytes: z.coerce
    .number()
    .positive()
    .optional()
    .meta({ description: "copy: no more than this in all. Any amount if nothing is said." }),
  timeoutSeconds: amount(3_600).meta({ description: "copy: how long one file may take, all tries together." }),
  concurrency: z.coerce.number().int().min(1).max(64).default(8).meta({ description: "copy: files fetched at once." }),
  allowPrivate: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((host) => host.trim())
        .filter((host) => host !== ""),
    )
    .meta({
      description:
        'copy: hosts, with their port, whose files may be fetched although they are in your own network, separated by commas: "files.local:8080".',
    }),
});
export type AttachmentConfig = z.output<typeof AttachmentConfig>;

/** The same as yargs nests them: a word, an object of options, or a list of both. */
export const AttachmentFlags = z
  .unknown()
  .optional()
  .transform((given): Readonly<Record<string, unknown>> => {
    const parts = given === undefined ? [] : Array.isArray(given) ? given : [given];
    return Object.assign({}, ...parts.map((part) => (part instanceof Object ? part : { policy: part })));
  });

/** What `--help` says of them. */
export function attachmentOptions(): readonly Option[] {
  return sideOptions("sink", AttachmentConfig).map((option) => ({ ...option, flag: flagOf(option.name) }));
}

/** How a person names one. */
export function flagOf(name: string): string {
  return name === "policy" ? "--attachments" : `--attachments.${name}`;
}
