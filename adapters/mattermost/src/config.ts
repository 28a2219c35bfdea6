import * as z from "zod";
import { DOMAIN_CHARACTERS, POST_CHARACTERS, TEAM_NAME } from "./limits.ts";

const DOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

const EXPORT = "Mattermost, `mmctl export create`, then `mmctl export download`";

export const MattermostSourceConfig = z.strictObject({
  path: z.string().min(1).meta({
    description: "The bulk export: the zip archive, the folder it was unpacked into, or its JSON Lines file alone.",
    env: "MATTERMOST_EXPORT",
    where: EXPORT,
  }),
});
export type MattermostSourceConfig = z.infer<typeof MattermostSourceConfig>;

export const MattermostSinkConfig = z.strictObject({
  path: z.string().min(1).meta({
    description:
      "What is written: a zip archive if it ends in .zip, else a folder. What it is made of is kept in <path>.parts, for later runs.",
    env: "MATTERMOST_IMPORT",
  }),
  team: z.string().regex(TEAM_NAME).default("imported").meta({
    description: "Name of the team for channels whose id names none. Made by the import if it is not there.",
    where: "Mattermost, the address of the team: https://…/<team>/channels/…",
  }),
  teamTitle: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: "What the team is shown as. Default: its name." }),
  emailDomain: z.string().regex(DOMAIN).max(DOMAIN_CHARACTERS).default("imported.invalid").meta({
    description: "Domain of the addresses that are invented for who has none of his own, as every user needs one.",
  }),
  postCharacters: z.coerce.number().int().min(100).max(POST_CHARACTERS).default(POST_CHARACTERS).meta({
    description: "Most characters of a post; what is longer goes on in replies.",
    where: "Mattermost before 5.0: 4,000",
  }),
});
export type MattermostSinkConfig = z.infer<typeof MattermostSinkConfig>;
