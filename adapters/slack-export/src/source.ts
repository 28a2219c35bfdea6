import { sizeOfInputs } from "@chat-etl/io";
import { ConfigError, defineSource, type Logger } from "@chat-etl/sdk";
import { SlackExportConfig } from "./config.ts";
import { FILLS } from "./fills.ts";
import { normalizeConversation, normalizeExtra, normalizeMessage, normalizeUser } from "./normalize.ts";
import { type Archive, openArchive } from "./read/archive.ts";
import { checkChannels } from "./read/check-channels.ts";
import { placeDays } from "./read/day-files.ts";
import { FileFinder } from "./read/file-finder.ts";
import { identityOf, nameOfExport } from "./read/identity.ts";
import { readExtras } from "./read/read-extras.ts";
import { readKnown } from "./read/read-known.ts";
import { type Open, readConversations, readMessages, readUsers } from "./read/read-streams.ts";
import { ConversationValue, ExtraValue, MessageValue, UserValue } from "./wire-values.ts";

const READERS = {
  users: readUsers,
  conversations: readConversations,
  messages: readMessages,
  extras: readExtras,
} as const;

/** A Slack export as Slack made it: the zip archive itself, or the folder it was unpacked into. */
export const slackExportSource = defineSource({
  name: "slack-export",
  summary: "Slack, from an export: the zip archive, or its folder.",
  config: SlackExportConfig,
  fills: FILLS,
  capabilities: { messageOrder: "oldest-first", resumable: true, incremental: false },
  streams: {
    users: { kind: "user", wire: UserValue, normalize: normalizeUser },
    conversations: { kind: "conversation", wire: ConversationValue, normalize: normalizeConversation },
    messages: { kind: "message", wire: MessageValue, normalize: normalizeMessage },
    extras: { kind: "message", wire: ExtraValue, normalize: normalizeExtra },
  },
  identity: identityOf,
  namedBy: "name",
  reads: ({ path }) => nameOfExport(path),
  async open(config, { signal, logger, onNotice }) {
    let opened: Promise<Open> | undefined;
    const open = async (): Promise<Open> => {
      const archive = await openArchive(config.path);
      checkWorkspace(archive, config);
      tellUnread(archive, logger);
      const known = await readKnown(archive, { config, logger, signal, onNotice });
      const days = placeDays(archive, known);
      checkChannels(known, days);
      return { archive, known, days, logger, onNotice };
    };
    const once = () => (opened ??= open());
    let finder: Promise<FileFinder> | undefined;
    // The table of contents alone: the index files were read and told about when the messages were.
    const files = () => (finder ??= openArchive(config.path).then((archive) => new FileFinder(archive, config)));
    return {
      async *read(stream, options) {
        yield* READERS[stream](await once(), options);
      },
      async check() {
        const { known, days } = await once();
        logger.info("Slack export found.", {
          users: known.users.size,
          conversations: known.conversations.size,
          dayFiles: days.length,
        });
      },
      files: async ({ url = "" }, options) => await (await files()).find(url, options),
      sizeBytes: () => sizeOfInputs(config.path),
    };
  },
});

/** @throws ConfigError the wanted workspace is not in the export */
function checkWorkspace({ path, workspaces }: Archive, { workspace }: SlackExportConfig): void {
  const names = workspaces.flatMap(({ name }) => name ?? []);
  if (workspace === undefined || names.includes(workspace)) return;
  const found = names.length === 0 ? "It is of one workspace only: leave the option out" : `It has ${names.join(", ")}`;
  throw new ConfigError(`"${path}" has no workspace "${workspace}" below teams/. ${found}.`);
}

/** Entries that should not be there are told at once, not only counted at the end. */
function tellUnread({ unread }: Archive, logger: Logger): void {
  const codes = Map.groupBy(unread, ({ reason }) => reason.code);
  for (const code of ["hostile-name", "no-day-file", "duplicate-entry", "unknown-file"]) {
    const found = codes.get(code);
    if (found)
      logger.warn("Files of the export that are not read.", { code, count: found.length, first: found[0]?.origin });
  }
}
