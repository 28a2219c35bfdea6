import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, posix, sep } from "node:path";
import { DownloadError, type FileInside } from "@chat-etl/sdk";
import type { Input } from "./byte-source.ts";
import { fileInput } from "./file-input.ts";
import { listInputs } from "./list-inputs.ts";

/** The files of an export, to be found by what its messages call them. */
export class ExportFiles {
  readonly #path: string;
  readonly #all: readonly Input[];
  /** Made when it is first asked for. */
  #byName: ReadonlyMap<string, Input> | undefined;

  /** @param all everything that `listInputs` finds at the path */
  constructor(path: string, all: readonly Input[]) {
    this.#path = path;
    this.#all = all;
  }

  /** @throws ConfigError nothing is there, or it may not be read */
  static async at(path: string): Promise<ExportFiles> {
    return new ExportFiles(path, await listInputs(path));
  }

  /**
   * The file of the export that an attachment's `url` names: by its place beside the file that the message was read from,
   * or else below the export's top. Undefined: it is an address.
   *
   * @param origin the message's
   * @throws DownloadError "outside-export", "gone"
   */
  async find(url: string, origin: string): Promise<FileInside | undefined> {
    if (URL.canParse(url)) return undefined;
    const names = placesOf(url, posix.dirname(origin.replace(/[@:]\d+$/, "")));
    if (names.length === 0) throw outside();
    for (const name of names) {
      const file = await this.#named(name);
      if (file === undefined) continue;
      if (!(await isInside(file, this.#top))) throw outside();
      return { bytes: (signal) => file.bytes(signal) };
    }
    throw new DownloadError("gone", "The export does not hold it: it was made without files, or they were moved.");
  }

  /** The folder that files lie in; of a single file, that which it lies in; or the archive. Missing: standard input. */
  get #top(): string | undefined {
    const [first] = this.#all;
    if (first === undefined || this.#path === "-") return undefined;
    if (first.path !== this.#path) return this.#path;
    return this.#isSingle ? dirname(this.#path) : undefined;
  }

  /** By its name from the top, in Unicode's composed form; of a single file, what lies beside it too. Never a hidden one. */
  async #named(name: string): Promise<Input | undefined> {
    this.#byName ??= new Map(this.#all.map((file) => [file.name.normalize("NFC"), file]));
    const top = this.#top;
    if (!this.#isSingle || top === undefined) return this.#byName.get(name);
    if (name.split("/").some((part) => part.startsWith("."))) return undefined;
    const path = join(top, name);
    const found = await stat(path).catch(() => undefined);
    return found?.isFile() ? fileInput({ path, name }) : undefined;
  }

  /** Neither a folder nor an archive, but one file itself. */
  get #isSingle(): boolean {
    const [first] = this.#all;
    return this.#all.length === 1 && first?.path === this.#path && first.name === basename(this.#path);
  }
}

/** Where it may lie, from the export's top. None: outside of it. */
function placesOf(url: string, folder: string): readonly string[] {
  if (/^\/|\\/.test(url)) return [];
  const names = [posix.join(folder, url), posix.normalize(url)].map((name) => name.normalize("NFC"));
  return [...new Set(names)].filter((name) => !/^\.\.(?:\/|$)/.test(name));
}

/** A link in the file system may lead anywhere. Entries of an archive lie in it. */
async function isInside({ path }: Input, top: string | undefined): Promise<boolean> {
  if (top === undefined || !(await stat(top)).isDirectory()) return true;
  return (await realpath(path)).startsWith((await realpath(top)).replace(/[/\\]*$/, sep));
}

function outside(): DownloadError {
  return new DownloadError("outside-export", "It lies outside of the export, from which nothing is read.");
}
