import * as z from "zod";
import { Zone } from "./mapping/date.ts";
import { READY_MAPPINGS } from "./mapping/load-mapping.ts";

/** What a person supplies to read an export of any format. */
export const GenericJsonConfig = z.strictObject({
  path: z.string().min(1).meta({
    description:
      "The export: a file (.json, .jsonl, .csv, also .gz or .zst), a folder, a zip archive, or - for standard input.",
  }),
  mapping: z
    .string()
    .min(1)
    .meta({
      description: `How it is read: a mapping file (YAML or JSON), or a ready one: ${READY_MAPPINGS.join(", ")}.`,
      where: "etl guess FILE writes a mapping to start from",
    }),
  zone: Zone.optional().meta({
    description: "Time zone of times that tell none, like Europe/Berlin. Without it, such times are refused.",
  }),
  name: z.string().min(1).optional().meta({
    description:
      "Name of what was exported, the same for all its exports: a target recognises by it what it has already. Default: the mapping's identity, else the name of the file or folder.",
  }),
});
export type GenericJsonConfig = z.output<typeof GenericJsonConfig>;

/** What a person supplies to keep an archive of canonical JSON Lines. */
export const JsonSinkConfig = z.strictObject({
  folder: z.string().min(1).meta({
    description: "Folder to write the archive to: users.jsonl, conversations.jsonl, memberships.jsonl, messages.jsonl.",
  }),
});
export type JsonSinkConfig = z.output<typeof JsonSinkConfig>;
