import { link, mkdir, readdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileFailure, writeFailure } from "@chat-etl/io";
import { AnyRecord, idOf, KINDS, type Kind } from "@chat-etl/model";
import { ConfigError, type Outcome, type SinkContext } from "@chat-etl/sdk";
import * as z from "zod";
import type { ArchivedRecord } from "../encode.ts";
import { ArchiveFile } from "./archive-file.ts";

/** What says that a folder is an archive, and whose. */
const MANIFEST = "archive.json";
const Manifest = z.object({ format: z.literal("chat-etl"), version: z.literal(1), source: z.string().min(1) });

const NOT_THERE: Outcome = { status: "retry", reason: { code: "not-there", message: "The archive does not have it." } };

/** A folder of canonical JSON Lines: a file for each kind, and one that says whose they are. Its owner alone can read it. */
export class Archive {
  readonly #folder: string;
  readonly #files = new Map<Kind, Promise<ArchiveFile>>();
  #source: string | undefined;
  #begun: Promise<void> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Whether the folder is an archive, or can become one. Writes nothing.
   *
   * @throws ConfigError it is something else; `isFirst`, and it holds records whose workspace is another; or
   * `hasWritten`, and what was written is gone
   */
  async check({ isFirst, hasWritten }: Pick<SinkContext, "isFirst" | "hasWritten">): Promise<void> {
    const names = (await namesIn(this.#folder)).filter((name) => !name.endsWith(".new"));
    if (isFirst && names.includes(MANIFEST)) {
      throw new ConfigError(
        `"${this.#folder}" holds an archive that this workspace knows nothing of: everything would stand in it twice. Give a new folder with --sink.folder, or the workspace it was written from.`,
      );
    }
    if (hasWritten && !names.includes(MANIFEST)) {
      throw new ConfigError(
        `The archive in "${this.#folder}" is gone, though a part of it was written. Put it back, or start again with --fresh.`,
      );
    }
    if (names.length > 0 && !names.includes(MANIFEST)) {
      throw new ConfigError(
        `"${this.#folder}" is not empty and holds no archive. Give a new or empty folder with --sink.folder.`,
      );
    }
    this.#source = names.includes(MANIFEST) ? await sourceOf(join(this.#folder, MANIFEST)) : undefined;
  }

  /** Appends records of one kind. @throws ConfigError it is another source's, or cannot be written; TransientError */
  async append(kind: Kind, batch: readonly ArchivedRecord[]): Promise<readonly Outcome[]> {
    await this.#keepTo(batch[0]?.source);
    const file = await this.#file(kind);
    await file.append(batch.map(({ record }) => JSON.stringify(record)));
    return batch.map(() => ({ status: "written" }));
  }

  /** Which of these it has. */
  async find(kind: Kind, batch: readonly ArchivedRecord[], signal: AbortSignal): Promise<readonly Outcome[]> {
    if (this.#source === undefined) return batch.map(() => NOT_THERE);
    const wanted = new Set(batch.map(({ record }) => idOf(record)));
    const there = new Set<string>();
    for await (const value of (await this.#file(kind)).values(signal)) {
      const record = AnyRecord.safeParse(value);
      if (record.success && wanted.has(idOf(record.data))) there.add(idOf(record.data));
    }
    return batch.map(({ record }) => (there.has(idOf(record)) ? { status: "written" } : NOT_THERE));
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await (await file).close();
  }

  async #keepTo(source: string | undefined): Promise<void> {
    if (source === undefined) return;
    if (this.#source !== undefined && source !== this.#source) {
      throw new ConfigError(
        `"${this.#folder}" is an archive of ${this.#source}, not of ${source}. Give another folder with --sink.folder.`,
      );
    }
    this.#begun ??= this.#begin(source).catch((error: unknown) => {
      this.#begun = undefined;
      this.#files.clear();
      throw this.#failure(error);
    });
    await this.#begun;
  }

  /** The manifest is there before any record is. */
  async #begin(source: string): Promise<void> {
    const path = join(this.#folder, MANIFEST);
    if (this.#source === undefined) {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const manifest = { format: "chat-etl", version: 1, source } satisfies z.input<typeof Manifest>;
      const own = `${path}.${process.pid}.new`;
      await writeFile(own, `${JSON.stringify(manifest, undefined, 2)}\n`, { flush: true, mode: 0o600 });
      // Unlike renaming it fails if another process was faster.
      await link(own, path).finally(() => unlink(own));
      this.#source = source;
    }
    // All four are there from the beginning: an archive without messages is a whole one.
    await Promise.all(KINDS.map((kind) => this.#file(kind)));
  }

  #failure(error: unknown): unknown {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST")
      return new ConfigError(
        `Another run writes to "${this.#folder}". Give each a folder of its own with --sink.folder.`,
      );
    return writeFailure(this.#folder, error, "none");
  }

  #file(kind: Kind): Promise<ArchiveFile> {
    const file = this.#files.get(kind) ?? ArchiveFile.at(join(this.#folder, `${kind}s.jsonl`));
    this.#files.set(kind, file);
    return file;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw fileFailure(folder, error);
  }
}

async function sourceOf(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw fileFailure(path, error);
  });
  try {
    return Manifest.parse(JSON.parse(text)).source;
  } catch {
    throw new ConfigError(`"${path}" is not what this version of etl writes. Give another folder with --sink.folder.`);
  }
}
