import type { OnEvent } from "../events.ts";

/** How far copying is, and the events that tell it. */
export class CopyProgress {
  readonly #onEvent: OnEvent;
  readonly #counts: {
    files: number;
    failed: number;
    bytes: number;
    readonly total: number;
    readonly totalBytes: number;
  };

  /** @param left what is to be copied */
  constructor({ files, bytes }: { readonly files: number; readonly bytes: number }, onEvent: OnEvent) {
    this.#counts = { files: 0, failed: 0, bytes: 0, total: files, totalBytes: bytes };
    this.#onEvent = onEvent;
    this.#tell();
  }

  bytes(count: number): void {
    this.#counts.bytes += count;
    this.#tell();
  }

  settled({ isFailed }: { readonly isFailed: boolean }): void {
    this.#counts.files += 1;
    if (isFailed) this.#counts.failed += 1;
    this.#tell();
  }

  #tell(): void {
    this.#onEvent({ event: "copied", ...this.#counts });
  }
}
