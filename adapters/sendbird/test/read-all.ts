import type { Normalized } from "@chat-etl/sdk";
import { sendbirdSource } from "../src/index.ts";
import { CONTENTS } from "../src/shape.ts";

/** Tells nobody. */
export const LOGGER = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What became of one value. */
export interface Became {
  readonly origin: string;
  /** Its records or its drop; or why it is none, by a code. */
  readonly became: Normalized | string;
}

/** All values of an export, in the order of the streams. */
export async function readAll(
  options: object,
  onNotice: (code: string, message: string) => void = () => {},
): Promise<readonly Became[]> {
  const { signal } = new AbortController();
  const config = sendbirdSource.config.parse(options);
  const source = await sendbirdSource.open(config, { signal, logger: LOGGER, onNotice });
  const all: Became[] = [];
  for (const stream of CONTENTS) {
    for await (const { values } of source.read(stream, { signal })) {
      for (const one of values) {
        all.push({ origin: one.origin, became: "value" in one ? normalized(stream, one.value) : one.unreadable.code });
      }
    }
  }
  return all;
}

/** Only the records themselves, without those that values bring along. */
export function recordsIn(all: readonly Became[]): readonly object[] {
  return all.flatMap(({ became }) => (Array.isArray(became) ? became.filter((one) => "kind" in one) : []));
}

/** What one value of a stream becomes. */
export function normalized(stream: (typeof CONTENTS)[number], value: unknown): Normalized | string {
  const { wire, normalize } = sendbirdSource.streams[stream] as {
    wire: { safeParse(value: unknown): { success: boolean; data?: unknown } };
    normalize(wire: unknown): Normalized;
  };
  const parsed = wire.safeParse(value);
  return parsed.success ? normalize(parsed.data) : "wire-shape";
}
