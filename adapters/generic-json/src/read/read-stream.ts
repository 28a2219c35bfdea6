import { createHash } from "node:crypto";
import { readEach } from "@chat-etl/io";
import type { Kind } from "@chat-etl/model";
import { ChangedInputError, ConfigError, type Cursor, type Logger, type Page, type ReadOptions } from "@chat-etl/sdk";
import * as z from "zod";
import type { Input, Mapping } from "../mapping/mapping.ts";
import type { Env } from "../mapping/value.ts";
import type { WireValue } from "../wire.ts";
import type { Files } from "./files.ts";
import { readFile } from "./read-file.ts";

/** A mapping with the files it is for. */
export interface Open {
  readonly mapping: Mapping;
  /** Changes with its text. */
  readonly mappingDigest: string;
  readonly files: Files;
  readonly env: Env;
  readonly logger: Logger;
}

/**
 * The values of all inputs that mainly hold one kind, file by file.
 *
 * @throws ConfigError a file cannot be read, or no file of an input has what it selects
 */
export async function* readStream(
  kind: Kind,
  { mapping, mappingDigest, files, env, logger }: Open,
  { after, signal }: ReadOptions,
): AsyncGenerator<Page, void> {
  const inputs = mapping.inputs.filter(({ holds }) => holds === kind);
  // One file may be read by several inputs.
  const tasks = inputs.flatMap((input) => files.matching(input).map((file) => ({ name: file.name, file, input })));
  const missed = new Map<Input, readonly string[]>();
  const found = new Set<Input>();
  const order = digestOf([mappingDigest, kind, tasks.map(({ name, input }) => [name, inputs.indexOf(input)])]);
  const pages: AsyncIterable<Page> = readEach<Page, (typeof tasks)[number]>(tasks, {
    after: insideCursor(after, order),
    async *read({ file, input }, inside) {
      let isFound = true;
      const onEnd = (isThere: boolean) => {
        isFound = isThere || inside !== undefined;
        if (isFound) found.add(input);
        else missed.set(input, [...(missed.get(input) ?? []), file.name]);
      };
      const pages = readFile(file, { reading: input, after: inside, signal, onEnd });
      for await (const page of pages) {
        const wanted = page.values.filter((one) => "unreadable" in one || !one.value.isArray || input.once.length > 0);
        const values = wanted.map((one) =>
          "unreadable" in one ? one : { ...one, value: { ...one.value, input, env } satisfies WireValue },
        );
        yield { ...page, values };
      }
      // Counted as left out: it may have been meant.
      const nothing = { scope: undefined, isArray: false, input, env } satisfies WireValue;
      if (!isFound && !input.optional) yield { values: [{ value: nothing, origin: file.name }] };
    },
  });
  let last = after;
  for await (const page of pages) {
    // A file is parsed in chunks of several pages.
    signal.throwIfAborted();
    // A page that tells only of a missing array has no place of its own: one goes on behind the page before it.
    if (page.cursor !== undefined) last = JSON.stringify({ order, cursor: page.cursor });
    yield { ...page, cursor: last };
  }
  for (const [input, names] of missed) {
    // What an earlier run read of this input is not known here; it may have found what this one did not.
    const wasBegun = names.length < files.matching(input).length;
    tellMissed(input, names, { isFound: found.has(input) || wasBegun, logger });
  }
}

const StreamCursor = z.strictObject({ order: z.string(), cursor: z.string() });

/** @throws ConfigError the mapping or the files are others than those that were read in part */
function insideCursor(after: Cursor | undefined, order: string): Cursor | undefined {
  if (after === undefined) return undefined;
  const parsed = StreamCursor.safeParse(JSON.parse(after));
  if (parsed.success && parsed.data.order === order) return parsed.data.cursor;
  throw new ChangedInputError(
    "The mapping, or which files there are, has changed since the export was read in part. Put it back as it was, or run with --delta, which reads all of it from its beginning.",
  );
}

export function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);
}

interface Telling {
  readonly isFound: boolean;
  readonly logger: Logger;
}

function tellMissed({ select, files, optional }: Input, names: readonly string[], { isFound, logger }: Telling): void {
  if (optional) return;
  if (isFound)
    logger.warn("Files without the selected array were passed over.", { select, count: names.length, first: names[0] });
  else
    throw new ConfigError(
      `"${names[0]}"${names.length > 1 ? ` and ${names.length - 1} more` : ""}, which match "${files}", have no array at "${select}". Check "select" in the mapping.`,
    );
}
