import type { Input } from "@chat-etl/io";
import type { Logger, OpenContext } from "@chat-etl/sdk";
import type * as z from "zod";
import type { SlackExportConfig } from "../config.ts";
import { withoutTokens } from "../normalize/tokens.ts";
import { readArray } from "./read-array.ts";

export interface Reading {
  readonly config: SlackExportConfig;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onNotice?: OpenContext["onNotice"];
}

/** Looks through index files. What cannot be read there is passed over: it is told when its stream is read. */
export class IndexReader {
  readonly #reading: Reading;
  /** Why the first damaged file could not be read. */
  damage: string | undefined;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** Hands over each entry of that shape, without the export's token, with its origin. */
  async each<Wire extends z.ZodType>(
    file: Input | undefined,
    wire: Wire,
    take: (value: z.output<Wire>, origin: string) => void,
  ): Promise<void> {
    if (file === undefined) return;
    for await (const { values } of readArray(file, this.#reading)) {
      for (const one of values) {
        if ("unreadable" in one && one.unreadable.code === "damaged-file") this.damage ??= one.unreadable.message;
        const parsed = "value" in one ? wire.safeParse(withoutTokens(one.value)) : undefined;
        if (parsed?.success) take(parsed.data, one.origin);
      }
    }
  }
}
