import { posix } from "node:path";
import * as z from "zod";

const DAY_MS = 86_400_000;

/** Slack's own hosts: for everybody, and for governments. */
const SLACK_HOSTS: readonly string[] = ["slack.com", "slack-gov.com"];

const keepOrDrop = z.enum(["keep", "drop"]).default("keep");

/** Options that earlier versions had, and what to say now. */
const GONE = {
  attachments:
    "--attachments link, copy or drop says so for every pipeline; what was link-with-token is --source.fileTokens keep",
  filesFolder: "say --attachments.folder",
  filesUrl: "say --attachments.baseUrl",
  fileHosts: "say --source.tokenHosts",
  maxFileMegabytes: "say --attachments.maxFileMegabytes",
  fileTimeoutSeconds: "say --attachments.timeoutSeconds",
  allowPrivateAddresses: "name the hosts with --attachments.allowPrivate",
};

/** What a person supplies to read a Slack export, and what of it to leave out. */
export const SlackExportConfig = z
  .strictObject({
    path: z.string().min(1).meta({
      description: "The export: the zip archive as Slack made it, or the folder it was unpacked into.",
      env: "SLACK_EXPORT_PATH",
      where: "Slack, Tools & settings, Workspace settings, Import/Export Data, Export",
    }),
    name: z.string().min(1).optional().meta({
      description:
        "Name of the exported workspace, the same for all its exports: a target recognises by it what it has already. Default: the workspace's id.",
    }),
    workspace: z.string().min(1).optional().meta({
      description:
        "Of an Enterprise Grid export: the one workspace to read, as its folder below teams/ is called; what stands beside teams/ is shared by all and read too. Default: all.",
    }),
    channels: globs().optional().meta({
      description:
        "Only these channels: globs over their names, parted by commas, like team-*,general. A direct conversation goes by its id. Default: all.",
    }),
    exceptChannels: globs().optional().meta({
      description: "Not these channels: globs over their names, parted by commas.",
    }),
    since: instant("start").optional().meta({
      description:
        "Only messages from this date or time on, like 2024-01-31 or 2024-01-31T10:00. UTC unless it says else.",
    }),
    until: instant("end").optional().meta({
      description: "Only messages up to this date, that day included, or before this time. UTC unless it says else.",
    }),
    bots: keepOrDrop.meta({ description: "keep or drop bots and apps, with all they wrote." }),
    deletedUsers: keepOrDrop.meta({ description: "keep or drop deactivated users, with all they wrote." }),
    guests: keepOrDrop.meta({ description: "keep or drop guests, with all they wrote." }),
    archivedChannels: keepOrDrop.meta({ description: "keep or drop archived channels, with all that is in them." }),
    systemMessages: keepOrDrop.meta({
      description:
        "keep or drop what Slack itself tells in a channel: who joined, a new topic. Drop forgets join times too.",
    }),
    fileTokens: z.enum(["strip", "keep"]).default("strip").meta({
      description:
        "Whether the export's secret token is taken out of the addresses of files, which only members of the workspace can open then, or stays in them, so that the target can fetch them: it opens every file to who sees it.",
    }),
    tokenHosts: hosts()
      .default([...SLACK_HOSTS])
      .meta({
        description:
          "Hosts that the export's token is for, with all hosts below them, parted by commas. No other is given it.",
      }),
    users: z.string().min(1).optional().meta({
      description:
        "CSV file that says who has which id in the target already: columns slack_id or email, or both, and user_id.",
    }),
  })
  .meta({ gone: GONE });
export type SlackExportConfig = z.output<typeof SlackExportConfig>;

/** Patterns of `path.matchesGlob`. */
function globs() {
  const list = z.string().transform((text) =>
    text
      .split(",")
      .map((glob) => glob.trim().normalize("NFC"))
      .filter((glob) => glob !== ""),
  );
  return list.refine((patterns) => patterns.length > 0, "names no channel");
}

function hosts() {
  const list = z.union([z.array(z.string()).readonly(), z.string().transform((text) => text.split(","))]);
  return list.transform((names) => names.map((name) => name.trim().toLowerCase()).filter((name) => name !== ""));
}

/** Whether an address lies at one of these hosts, or at one below them. */
export function isAt(url: string, names: readonly string[]): boolean {
  const host = URL.parse(url)?.hostname ?? "";
  return names.some((name) => host === name || host.endsWith(`.${name}`));
}

/** Whether one of the patterns fits a name. */
export function fitsGlob(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => posix.matchesGlob(name.normalize("NFC"), pattern));
}

/** An ISO date or date-time as an instant. A date alone is the beginning of its day, or the beginning of the next. */
function instant(edge: "start" | "end") {
  const date = z.iso.date().transform((text) => Date.parse(text) + (edge === "end" ? DAY_MS : 0));
  const time = z.iso
    .datetime({ offset: true, local: true })
    .transform((text) => Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`));
  return z.union([date, time], { error: "must be a date like 2024-01-31, or a time like 2024-01-31T10:00:00Z" });
}
