import { resolve } from "node:path";
import { readEach, sizeOfInputs } from "@chat-etl/io";
import { defineSource, type FilePlace, type Page, type ReadOptions } from "@chat-etl/sdk";
import { SendbirdSourceConfig } from "./config.ts";
import { type ExportFile, exportFiles } from "./export-files.ts";
import { normalizeChannel, normalizeMember, normalizeMessage, normalizeUser } from "./normalize.ts";
import { isAtSendbird } from "./plain-address.ts";
import { readFile } from "./read-file.ts";
import type { Content } from "./shape.ts";
import { WireChannel, WireListedMember, WireMessage, WireUser } from "./wire.ts";

export const sendbirdSource = defineSource({
  name: "sendbird",
  summary: "Sendbird, from data exports or saved answers of its API: JSON, JSON Lines and CSV, in a zip or a folder.",
  config: SendbirdSourceConfig,
  fills: {
    user: ["type", "avatarUrl", "state", "createdAt", "lastActiveAt", "locale", "metadata", "extra"],
    conversation: ["visibility", "title", "imageUrl", "createdAt", "creatorId", "lastMessageId", "metadata", "extra"],
    membership: ["role", "state", "joinedAt", "lastReadAt", "extra"],
    message: [
      "type",
      "rank",
      "text",
      "entities",
      "attachments",
      "replyToId",
      "threadRootId",
      "reactions",
      "readBy",
      "editedAt",
      "event",
      "metadata",
      "extra",
    ],
  },
  // Nothing promises an order of the messages in an export; their numbers order those of one instant.
  capabilities: { messageOrder: "unordered", resumable: true, incremental: false },
  streams: {
    users: { kind: "user", wire: WireUser, normalize: normalizeUser },
    channels: { kind: "conversation", wire: WireChannel, normalize: normalizeChannel },
    members: { kind: "membership", wire: WireListedMember, normalize: normalizeMember },
    messages: { kind: "message", wire: WireMessage, normalize: normalizeMessage },
  },
  identity: ({ path, appId }) => `sendbird:${appId ?? resolve(path)}`,
  namedBy: "appId",
  reads: ({ path }) => resolve(path),
  async open(config, context) {
    let known: readonly ExportFile[] | undefined;
    const files = async (until: AbortSignal) => {
      known ??= await exportFiles(config, { ...context, signal: until });
      return known;
    };
    return {
      async *read(stream, options) {
        options.signal.throwIfAborted();
        yield* readStream(await files(options.signal), { stream, config, options });
      },
      check: async () => void (await files(context.signal)),
      sizeBytes: () => sizeOfInputs(config.path),
      files: ({ url }) => placeOf(url, config.apiToken),
    };
  },
});

interface StreamReading {
  readonly stream: Content;
  readonly config: SendbirdSourceConfig;
  readonly options: ReadOptions;
}

function readStream(files: readonly ExportFile[], { stream, config, options }: StreamReading): AsyncIterable<Page> {
  const { after, signal } = options;
  const ofStream = files.filter(({ content }) => content === stream);
  return readEach(ofStream, { after, read: (file, behind) => readFile(file, config, { after: behind, signal }) });
}

/** Files at Sendbird open with the app's token, which goes to nobody else. */
function placeOf(url: string | undefined, apiToken: string | undefined): FilePlace | undefined {
  if (url === undefined || apiToken === undefined || !isAtSendbird(url)) return undefined;
  return { url, headers: { "Api-Token": apiToken } };
}
