import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { ConversationDigests, Verification } from "@chat-etl/engine";

const NAME = "verification.json";

/** Characters that are written at once. */
const CHUNK = 65_536;

/**
 * `verification.json` in a workspace: the whole verification, and the digests of every conversation. Those are written
 * as they come, so that many are never held; the file has its name once it is whole.
 */
export class VerificationFile implements Disposable {
  readonly path: string;
  readonly #unfinished: string;
  readonly #file: number;
  #text = '{"conversationDigests":[';
  #isFirst = true;

  constructor(folder: string) {
    this.path = join(folder, NAME);
    this.#unfinished = `${this.path}.new`;
    this.#file = openSync(this.#unfinished, "w", 0o600);
  }

  add(digests: ConversationDigests): void {
    this.#text += `${this.#isFirst ? "" : ","}\n${JSON.stringify(digests)}`;
    this.#isFirst = false;
    if (this.#text.length >= CHUNK) this.#flush();
  }

  finish(verification: Verification): void {
    this.#text += `\n],${JSON.stringify(verification, undefined, 2).slice(1)}\n`;
    this.#flush();
    renameSync(this.#unfinished, this.path);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
    rmSync(this.#unfinished, { force: true });
  }

  #flush(): void {
    writeSync(this.#file, this.#text);
    this.#text = "";
  }
}
