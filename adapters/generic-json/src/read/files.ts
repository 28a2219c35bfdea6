import { basename, posix } from "node:path";
import { ExportFiles, type Input as File, listInputs } from "@chat-etl/io";
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
  /** What messages call files. */
  readonly attached: ExportFiles;

  constructor(path: string, all: readonly File[]) {
    this.#path = path;
    this.#all = all;
    this.attached = new ExportFiles(path, all);
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

  /** Standard input fits everything; of a single file only the last part of the glob counts. */
  #matches(name: string, glob: string): boolean {
    if (this.#path === "-") return true;
    const plain = plainName(name);
    const isSingle = this.#all.length === 1 && plain === basename(plain);
    return posix.matchesGlob(plain, glob) || (isSingle && posix.matchesGlob(plain, posix.basename(glob)));
  }
}
