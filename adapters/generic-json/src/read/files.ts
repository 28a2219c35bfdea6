import { stat } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import { type Input as File, fileInput, listInputs } from "@chat-etl/io";
import { ConfigError } from "@chat-etl/sdk";

/** What a mapping says about files. */
interface Wanted {
  readonly files: string;
  readonly optional?: boolean;
}

const PACKED = /\.(?:gz|zst)$/i;

/** A file's name, without what says only that it is packed. */
export function plainName(name: string): string {
  return name.replace(PACKED, "");
}

/** Every file that is there to be read. */
export class Files {
  readonly #path: string;
  readonly #all: readonly File[];
  /** Made when it is first asked for. */
  #byName: ReadonlyMap<string, File> | undefined;

  constructor(path: string, all: readonly File[]) {
    this.#path = path;
    this.#all = all;
  }

  /** @throws ConfigError nothing is there, or it may not be read */
  static async at(path: string): Promise<Files> {
    return new Files(path, await listInputs(path));
  }

  /** Those that match, in natural order. @throws ConfigError none does, though one must */
  matching({ files, optional = false }: Wanted): readonly File[] {
    const found = this.#all.filter(({ name }) => this.#matches(name, files));
    if (found.length > 0 || optional) return found;
    throw new ConfigError(`"${this.#path}" holds no file that matches "${files}", which the mapping asks for.`);
  }

  /** Names of the files that none of these ask for. */
  unasked(wanted: readonly Wanted[]): readonly string[] {
    const names = this.#all.map(({ name }) => name);
    return names.filter((name) => !wanted.some(({ files }) => this.#matches(name, files)));
  }

  /** The folder that files lie in; of a single file, that which it lies in. Missing: it is an archive, or standard input. */
  get top(): string | undefined {
    const [first] = this.#all;
    if (first === undefined || this.#path === "-") return undefined;
    if (first.path !== this.#path) return this.#path;
    return this.#isSingle ? dirname(this.#path) : undefined;
  }

  /** By its name from the top, in Unicode's composed form; of a single file, what lies beside it too. Never a hidden one. */
  async named(name: string): Promise<File | undefined> {
    this.#byName ??= new Map(this.#all.map((file) => [file.name.normalize("NFC"), file]));
    const { top } = this;
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

  /** Standard input fits everything; of a single file only the last part of the glob counts. */
  #matches(name: string, glob: string): boolean {
    if (this.#path === "-") return true;
    const plain = plainName(name);
    const isSingle = this.#all.length === 1 && plain === basename(plain);
    return posix.matchesGlob(plain, glob) || (isSingle && posix.matchesGlob(plain, posix.basename(glob)));
  }
}
