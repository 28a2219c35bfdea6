import { mkdir, open, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { LineFile } from "@chat-etl/io";
import { ConfigError, type SinkContext } from "@chat-etl/sdk";
import * as z from "zod";
import type { MattermostSinkConfig } from "./config.ts";
import { PartSizes } from "./part-sizes.ts";
import { isThere } from "./write/part-files.ts";

/** The part files, by kind. */
const PARTS = ["users", "channels", "memberships", "posts"] as const;
type PartName = (typeof PARTS)[number];

/** Remembers the options that the parts were encoded with. */
const OPTIONS = "options.json";
const Options = z.record(z.string(), z.unknown());
/** What `finish` works in, and takes away again. */
export const SCRATCH = "scratch";

/** The folder of what was sent so far, beside what is made of it, as the import must not find it in there. */
export class PartsFolder {
  readonly path: string;
  readonly #config: MattermostSinkConfig;
  readonly #sizes: PartSizes;
  #begun: Promise<void> | undefined;

  constructor(config: MattermostSinkConfig) {
    this.#config = config;
    this.path = `${resolve(config.path)}.parts`;
    this.#sizes = new PartSizes(this.path);
  }

  /** A part file, which knows its lines by their keys. */
  open<Part extends { readonly key: string }>(name: PartName): LineFile<Part> {
    const path = this.#pathOf(name);
    return new LineFile(path, {
      keyOf: ({ key }) => key,
      makeFolder: () => this.#beginOnce(),
      sizes: {
        mustHold: (bytes) => this.#sizes.mustHold(path, bytes),
        keep: (bytes) => this.#sizes.keep(fileOf(name), bytes),
      },
    });
  }

  /** @throws ConfigError something of another run stands there, what this one wrote is gone, or it had other options */
  async check({ isFirst, hasWritten }: Pick<SinkContext, "isFirst" | "hasWritten">): Promise<void> {
    const files = await readdir(this.path).catch((): string[] => []);
    if (isFirst) return await this.#mustBeFree(files);
    const lost = [OPTIONS, PartSizes.FILE, ...PARTS.map(fileOf)].filter((name) => !files.includes(name));
    if (hasWritten && lost.length > 0) {
      throw new ConfigError(
        `"${this.path}" keeps what was written, and of it is gone: ${lost.join(", ")}. Put it back, or begin anew with --fresh.`,
      );
    }
    if (files.includes(OPTIONS)) await this.#mustHaveSameOptions();
    await this.mustBeWhole();
  }

  /** @throws ConfigError a part file has less than was written, or is gone */
  async mustBeWhole(): Promise<void> {
    await this.#sizes.read();
    for (const name of PARTS) {
      const path = this.#pathOf(name);
      const { size } = await stat(path).catch(() => ({ size: 0 }));
      this.#sizes.mustHold(path, size);
    }
  }

  #pathOf(name: PartName): string {
    return join(this.path, fileOf(name));
  }

  /** What fails is tried anew by the next batch. */
  #beginOnce(): Promise<void> {
    this.#begun ??= this.#begin().catch((error: unknown) => {
      this.#begun = undefined;
      throw error;
    });
    return this.#begun;
  }

  /** Makes the folder with every file that belongs into it, before any part is: so one that is missing later is lost. Its owner alone can read it. */
  async #begin(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    for (const name of PARTS) await (await open(this.#pathOf(name), "a", 0o600)).close();
    const file = join(this.path, OPTIONS);
    await writeFile(`${file}.new`, `${JSON.stringify(optionsOf(this.#config))}\n`, { flush: true, mode: 0o600 });
    await rename(`${file}.new`, file);
    await this.#sizes.read();
    await this.#sizes.write();
  }

  async #mustBeFree(files: readonly string[]): Promise<void> {
    const { path } = this.#config;
    const hasParts = files.some((name) => name !== SCRATCH);
    const taken = hasParts ? this.path : (await isThere(resolve(path))) ? path : undefined;
    if (taken === undefined) return;
    throw new ConfigError(`"${taken}" is there already, and not of this run. Remove it, or name another --sink.path.`);
  }

  async #mustHaveSameOptions(): Promise<void> {
    const file = join(this.path, OPTIONS);
    const before = await optionsIn(file);
    for (const [name, value] of Object.entries(optionsOf(this.#config))) {
      const had = before[name];
      if (had === value) continue;
      throw new ConfigError(
        `What was written so far has --sink.${name} ${had}, and this run has ${value}: the import would not fit together. Give the same, or begin anew with --fresh and another --sink.path.`,
      );
    }
  }
}

/** Options that stand in every part, so that all of them must have the same. */
function optionsOf({ team, emailDomain }: MattermostSinkConfig) {
  return { team, emailDomain };
}

async function optionsIn(file: string): Promise<z.infer<typeof Options>> {
  try {
    return Options.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    throw new ConfigError(
      `"${file}" is not what this program wrote. Put it back as it was, or begin anew with --fresh and another --sink.path.`,
      { cause },
    );
  }
}

function fileOf(name: PartName): string {
  return `${name}.jsonl`;
}
