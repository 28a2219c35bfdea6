import type { Input } from "@chat-etl/io";
import type { FileOptions, FilePlace } from "@chat-etl/sdk";
import type { SlackExportConfig } from "../config.ts";
import { idsByUrl, tokenAddresses, tokensIn } from "../normalize/file-addresses.ts";
import { WireMessage } from "../wire.ts";
import type { Archive } from "./archive.ts";
import { readArray } from "./read-array.ts";

/** Day files whose addresses are held: files are asked for a few at a time, those of one day mostly together. */
const MOST_DAYS = 16;

/** The files of a day by what their attachments call them. */
interface DayAddresses {
  /** With the token. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * Finds files again in the export, long after their messages were staged: those that lie in it, and the token of those
 * that lie at Slack, for the token is staged nowhere.
 */
export class FileFinder {
  readonly #config: SlackExportConfig;
  readonly #inside: Archive["bytes"];
  /** By the names of their entries. */
  readonly #named: Archive["bytes"];
  readonly #days: ReadonlyMap<string, Input>;
  readonly #read = new Map<string, Promise<DayAddresses>>();

  constructor({ workspaces, bytes }: Pick<Archive, "workspaces" | "bytes">, config: SlackExportConfig) {
    const inputs = workspaces.flatMap(({ folders }) => [...folders.values()].flat().map(({ input }) => input));
    this.#days = new Map(inputs.map((input) => [input.name, input]));
    this.#inside = bytes;
    this.#named = new Map([...bytes.values()].map((input) => [input.name, input]));
    this.#config = config;
  }

  /** @param url an attachment's. Undefined: it lies neither in the export, nor where the token is for. @throws ConfigError */
  async find(url: string, { origin, signal }: FileOptions): Promise<FilePlace | undefined> {
    const { addresses, ids } = await this.#addressesOf(origin.replace(/@\d+$/, ""), signal);
    const inside = this.#inside.get(ids.get(url) ?? "") ?? this.#named.get(url);
    if (inside !== undefined) return { bytes: (stop) => inside.bytes(stop) };
    const address = addresses.get(url);
    return address === undefined ? undefined : { url: address, secrets: tokensIn(address) };
  }

  async #addressesOf(day: string, signal: AbortSignal): Promise<DayAddresses> {
    const before = this.#read.get(day);
    const reading = before ?? addressesIn(this.#days.get(day), this.#config, signal);
    this.#read.delete(day);
    this.#read.set(day, reading);
    reading.catch(() => this.#read.delete(day));
    const [oldest] = this.#read.keys();
    if (this.#read.size > MOST_DAYS && oldest !== undefined) this.#read.delete(oldest);
    return await reading;
  }
}

async function addressesIn(
  day: Input | undefined,
  config: SlackExportConfig,
  signal: AbortSignal,
): Promise<DayAddresses> {
  const addresses = new Map<string, string>();
  const ids = new Map<string, string>();
  if (day === undefined) return { addresses, ids };
  for await (const { values } of readArray(day, { signal })) {
    for (const one of values) {
      if ("unreadable" in one) continue;
      for (const [url, address] of tokenAddresses(one.value, config)) addresses.set(url, address);
      if (!mayHaveFiles(one.value)) continue;
      const { data } = WireMessage.safeParse(one.value);
      if (data !== undefined) for (const [url, id] of idsByUrl(data, config)) ids.set(url, id);
    }
  }
  return { addresses, ids };
}

/** Most messages have none: those are not looked at twice. */
export function mayHaveFiles(message: unknown): boolean {
  return message instanceof Object && ("files" in message || "file" in message);
}
