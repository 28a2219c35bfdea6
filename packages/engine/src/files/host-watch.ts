import { ConfigError, TransientError } from "@chat-etl/sdk";
import type { FailedFile, Files } from "@chat-etl/store";

/** So many files of a host that fail alike, with none in between that comes, are no coincidence. */
const ALIKE = 20;

/** By what a host refuses, or fails. Whatever else a file fails by is its own fault, or a limit of ours. */
const OF_HOST = /^(?:denied|sign-in-page|gone|http-\d+|busy|no-answer|unknown-host|stalled|cut-off|too-slow)$/;

const ADVICE: Readonly<Record<string, string>> = {
  denied: "the key that opens them seems to have expired. Renew it, then run again.",
  "sign-in-page": "the key that opens them seems to have expired. Renew it, then run again.",
  gone: "they were deleted there, or the links lead to the wrong place. Look at one of them.",
  "unknown-host":
    "nobody knows a host by that name here. Look at the name, and at this machine's network, then run again.",
};
const OTHER_ADVICE = "look at what that status says, mend it, then run again.";

/** Stops a run before the files of a host are given up for one reason: a key that expired, be it in the middle. */
export class HostWatch {
  readonly #files: Files;
  readonly #run: number;
  /** How the last files of each host failed, since one came. */
  readonly #inARow = new Map<string, { readonly code: string; readonly count: number }>();

  /** @param run whose failures count: none of an earlier one */
  constructor(files: Files, run: number) {
    this.#files = files;
    this.#run = run;
  }

  copied(host: string): void {
    this.#inARow.delete(host);
  }

  /**
   * Nothing of a host that refuses all is given up: its files are asked for again by the next run.
   *
   * @throws ConfigError, or TransientError where time may mend it
   */
  async failed(host: string, { code, isLasting }: FailedFile): Promise<void> {
    if (host === "" || !OF_HOST.test(code)) return;
    const before = this.#inARow.get(host);
    const count = before?.code === code ? before.count + 1 : 1;
    this.#inARow.set(host, { code, count });
    if (count < ALIKE) return;
    await this.#files.reopenAt(host, { code, run: this.#run });
    const what = `${count} files of "${host}" in a row failed with the code "${code}"`;
    const rest =
      "None of them was given up. To go on without these files, say what shall become of them with --attachments.missing.";
    if (isLasting) throw new ConfigError(`${what}: ${ADVICE[code] ?? OTHER_ADVICE} ${rest}`);
    throw new TransientError(`${what}: the host seems to be out of order. Run again later. ${rest}`, {
      delivery: "none",
    });
  }
}
