import { type Input as File, readEach } from "@chat-etl/io";
import type { Kind } from "@chat-etl/model";
import { ConfigError, type Logger, type Page, type ReadOptions } from "@chat-etl/sdk";
import type { Input, Mapping } from "../mapping/mapping.ts";
import type { Env } from "../mapping/value.ts";
import type { WireValue } from "../wire.ts";
import type { Files } from "./files.ts";
import { readFile } from "./read-file.ts";

/** A mapping with the files it is for. */
export interface Open {
  readonly mapping: Mapping;
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
  { mapping, files, env, logger }: Open,
  { after, signal }: ReadOptions,
): AsyncGenerator<Page, void> {
  const inputs = mapping.inputs.filter(({ holds }) => holds === kind);
  // One file may be read by several inputs, so each time it is another one.
  const tasks = new Map(
    inputs.flatMap((input) => files.matching(input).map((file): [File, Input] => [{ ...file }, input])),
  );
  const missed = new Map<Input, readonly string[]>();
  const found = new Set<Input>();
  yield* readEach([...tasks.keys()], {
    after,
    async *read(file, inside) {
      const input = tasks.get(file);
      if (input === undefined) return;
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
  for (const [input, names] of missed)
    tellMissed(input, names, { isFound: found.has(input) || after !== undefined, logger });
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
