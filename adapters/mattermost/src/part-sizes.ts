import { readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import * as z from "zod";

const Sizes = z.record(z.string(), z.int().nonnegative());

/** How many bytes of each part file were told as written, in a file beside them: what has fewer was emptied or cut. */
export class PartSizes {
  static readonly FILE = "sizes.json";
  readonly #path: string;
  readonly #least = new Map<string, number>();
  #last: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#path = join(folder, PartSizes.FILE);
  }

  /** Without a file nothing was told yet. @throws ConfigError it cannot be understood */
  async read(): Promise<void> {
    const text = await readFile(this.#path, "utf8").catch(() => undefined);
    if (text === undefined) return;
    for (const [name, bytes] of Object.entries(parsed(this.#path, text))) {
      this.#least.set(name, Math.max(bytes, this.#least.get(name) ?? 0));
    }
  }

  /** Returns when it is on disk. */
  keep(name: string, bytes: number): Promise<void> {
    this.#least.set(name, bytes);
    return this.write();
  }

  write(): Promise<void> {
    const next = this.#last.then(() => this.#write());
    this.#last = next.catch(() => {});
    return next;
  }

  /** @param path of the part file @param bytes that it has now. @throws ConfigError it had more */
  mustHold(path: string, bytes: number): void {
    const least = this.#least.get(basename(path)) ?? 0;
    if (bytes >= least) return;
    const [had, has] = [least, bytes].map((count) => count.toLocaleString("en-US"));
    throw new ConfigError(
      `"${path}" had ${had} bytes of what was written, and has ${has}: it was emptied, cut or replaced. Put it back as it was, or begin anew with --fresh and another --sink.path; until then nothing here is changed.`,
    );
  }

  async #write(): Promise<void> {
    const text = JSON.stringify(Object.fromEntries([...this.#least].toSorted()));
    await writeFile(`${this.#path}.new`, `${text}\n`, { flush: true, mode: 0o600 });
    await rename(`${this.#path}.new`, this.#path);
  }
}

function parsed(path: string, text: string): z.infer<typeof Sizes> {
  try {
    return Sizes.parse(JSON.parse(text));
  } catch (cause) {
    throw new ConfigError(
      `"${path}" is not what this program wrote. Put it back as it was, or begin anew with --fresh and another --sink.path.`,
      { cause },
    );
  }
}
