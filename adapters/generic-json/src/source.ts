import { sizeOfInputs } from "@chat-etl/io";
import type { Kind } from "@chat-etl/model";
import { ConfigError, defineSource, type Logger } from "@chat-etl/sdk";
import { GenericJsonConfig } from "./config.ts";
import { guessMapping } from "./guess/guess.ts";
import { loadMapping, mappingText } from "./mapping/load-mapping.ts";
import type { Mapping } from "./mapping/mapping.ts";
import { normalizeValue } from "./normalize.ts";
import { Files } from "./read/files.ts";
import { identityOf, nameOfExport } from "./read/identity.ts";
import { digestOf, type Open, readStream } from "./read/read-stream.ts";
import { readTables } from "./read/read-tables.ts";
import { WireValue } from "./wire.ts";

const STREAMS = {
  users: "user",
  conversations: "conversation",
  memberships: "membership",
  messages: "message",
} as const;

const streamOf = <K extends Kind>(kind: K) => ({ kind, wire: WireValue, normalize: normalizeValue });

/** Any export of JSON, JSON Lines or CSV, read as a mapping says. */
export const genericJsonSource = defineSource({
  name: "generic-json",
  summary: "Any JSON, JSON Lines or CSV, read as a mapping says.",
  config: GenericJsonConfig,
  capabilities: { messageOrder: "oldest-first", resumable: true, incremental: false },
  streams: {
    users: streamOf(STREAMS.users),
    conversations: streamOf(STREAMS.conversations),
    memberships: streamOf(STREAMS.memberships),
    messages: streamOf(STREAMS.messages),
  },
  identity: identityOf,
  namedBy: "name",
  reads: ({ path }) => nameOfExport(path),
  guess: guessMapping,
  async open(config, { signal, logger, onNotice }) {
    const mapping = await loadMapping(config.mapping);
    const files = await Files.at(config.path);
    let opened: Promise<Open> | undefined;
    const open = async (): Promise<Open> => {
      const tables = await readTables(mapping.tables, { files, signal, onNotice });
      const mappingDigest = digestOf(await mappingText(config.mapping));
      return {
        files,
        logger,
        mapping,
        mappingDigest,
        env: { dates: mapping.dates, zone: config.zone ?? mapping.zone, tables },
      };
    };
    return {
      async *read(stream, options) {
        opened ??= open();
        yield* readStream(STREAMS[stream], await opened, options);
      },
      check: async () => tellUnasked(mapping, files, logger),
      files: ({ url = "" }, { origin }) => files.attached.find(url, origin),
      sizeBytes: () => sizeOfInputs(config.path),
    };
  },
});

/** Every input of the mapping must find its files; files that none asks for are told. @throws ConfigError */
function tellUnasked({ inputs, tables }: Mapping, files: Files, logger: Logger): void {
  const wanted = [...inputs, ...Object.values(tables)];
  const found = wanted.map((one) => files.matching(one).length);
  if (Math.max(...found) === 0)
    throw new ConfigError("None of the files there is asked for by the mapping. Check both.");
  const unasked = files.unasked(wanted);
  if (unasked.length > 0)
    logger.info("Files that the mapping does not ask for.", { count: unasked.length, first: unasked[0] });
}
