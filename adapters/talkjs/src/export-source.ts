import { readJsonElements, sizeOfInputs } from "@chat-etl/io";
import { defineSource, type Page, type ReadOptions } from "@chat-etl/sdk";
import { ExportAudit } from "./export/export-audit.ts";
import { checkReadable, type ExportFiles, type ExportStream, findExport } from "./export/export-files.ts";
import { TalkjsExportConfig } from "./export-config.ts";
import { FILLS } from "./fills.ts";
import { normalizeConversation, normalizeMessage, normalizeUser } from "./normalize.ts";
import { WireConversation, WireMessage, WireUser } from "./wire.ts";

/**
 * Values of a page. What the engine makes of a page lives until the page is staged, and the garbage collector
 * copies it meanwhile: a larger page costs more of that, a smaller one more transactions.
 */
const PAGE_SIZE = 200;

/** The files that TalkJS's official export script writes. TalkJS sheet, section 12. */
export const talkjsExportSource = defineSource({
  name: "talkjs-export",
  summary: "TalkJS, from the files of its export script.",
  config: TalkjsExportConfig,
  fills: FILLS,
  capabilities: { messageOrder: "newest-first", resumable: true, incremental: false },
  streams: {
    users: { kind: "user", wire: WireUser, normalize: normalizeUser },
    conversations: { kind: "conversation", wire: WireConversation, normalize: normalizeConversation },
    messages: { kind: "message", wire: WireMessage, normalize: normalizeMessage },
  },
  // The app's own name, as the API source has it: what was loaded from there is not loaded again from an export.
  identity: async (config) => `talkjs:${(await findExport(config)).appId}`,
  async open(config, { signal, logger }) {
    let opened: Promise<OpenExport> | undefined;
    const open = async (): Promise<OpenExport> => {
      const { files } = await findExport(config);
      return { files, audit: new ExportAudit({ conversationsPath: files.conversations, logger }) };
    };
    const once = () => (opened ??= open());
    return {
      async *read(stream, options) {
        yield* readStream(stream, await once(), options);
      },
      async check() {
        const { files, audit } = await once();
        await checkReadable(files);
        await audit.countConversations(signal);
      },
      async sizeBytes() {
        const { users, conversations, messages } = (await once()).files;
        return await sizeOfInputs(users, conversations, messages);
      },
    };
  },
});

interface OpenExport {
  readonly files: ExportFiles;
  readonly audit: ExportAudit;
}

/** The messages file is an array of arrays, one for each conversation; which one it is, each message says itself. */
async function* readStream(
  stream: ExportStream,
  { files, audit }: OpenExport,
  { after, signal }: ReadOptions,
): AsyncGenerator<Page, void> {
  let length = 0;
  const depth = stream === "messages" ? 2 : 1;
  const onEnd = (rootLength: number) => {
    length = rootLength;
  };
  yield* readJsonElements(files[stream], { depth, after, signal, onEnd, pageSize: PAGE_SIZE });
  if (stream === "conversations") audit.sawConversations(length);
  if (stream === "messages") await audit.sawMessageArrays(length, signal);
}
