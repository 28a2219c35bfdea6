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

/** A file that a host was asked for. Its neighbours are the files of that host that were asked for before and behind it. */
interface Asked {
  readonly host: string;
  /** How it failed. Missing: it is under way. */
  code?: string;
  before?: Asked | undefined;
  behind?: Asked | undefined;
}

/**
 * Stops a run before the files of a host are given up for one reason: a key that expired, be it in the middle. In a row are
 * files as they were asked for, whichever answer comes first: what was asked for earlier and comes later breaks no row, and
 * a row does not reach across a file that is still under way. So a host that refuses all from some file on is asked for
 * twenty more, and for those that are under way when the twentieth has failed: fewer than `concurrency`.
 */
export class HostWatch {
  readonly #files: Pick<Files, "reopenAt">;
  readonly #run: number;
  /** Of each host the file that was asked for last, while it may be in a row. */
  readonly #last = new Map<string, Asked>();

  /** By which codes hosts refuse all. */
  readonly #refusing = new Map<string, string>();

  /** @param run whose failures count: none of an earlier one */
  constructor(files: Pick<Files, "reopenAt">, run: number) {
    this.#files = files;
    this.#run = run;
  }

  /** A file is about to be asked for. */
  asked(host: string): Asked {
    const before = this.#last.get(host);
    const asked: Asked = { host, before };
    if (before !== undefined) before.behind = asked;
    this.#last.set(host, asked);
    return asked;
  }

  /** It came: no row leads across it. */
  copied(asked: Asked): void {
    if (this.#last.get(asked.host) === asked) this.#last.delete(asked.host);
    for (const side of ["before", "behind"] as const) part(asked, side);
  }

  /** It turned out to be none, or failed by what is no host's doing: a row goes on behind it. */
  passed({ host, before, behind }: Asked): void {
    if (before !== undefined) before.behind = behind;
    if (behind !== undefined) behind.before = before;
    else if (before !== undefined) this.#last.set(host, before);
    else this.#last.delete(host);
  }

  /**
   * Nothing of a host that refuses all is given up: its files are asked for again by the next run.
   *
   * @throws ConfigError, or TransientError where time may mend it
   */
  async failed(asked: Asked, { code, isLasting }: FailedFile): Promise<void> {
    const { host } = asked;
    if (host === "" || !OF_HOST.test(code)) return this.passed(asked);
    asked.code = code;
    if (inARow(asked) < ALIKE && this.#refusing.get(host) !== code) return;
    this.#refusing.set(host, code);
    await this.#files.reopenAt(host, { code, run: this.#run });
    const what = `${ALIKE} files of "${host}" in a row failed with the code "${code}"`;
    const rest =
      "None of them was given up. To go on without these files, say what shall become of them with --attachments.missing.";
    if (isLasting) throw new ConfigError(`${what}: ${ADVICE[code] ?? OTHER_ADVICE} ${rest}`);
    throw new TransientError(`${what}: the host seems to be out of order. Run again later. ${rest}`, {
      delivery: "none",
    });
  }
}

/** How many files around one that failed have failed as it did. */
function inARow(asked: Asked): number {
  let count = 1;
  for (const side of ["before", "behind"] as const) {
    let one = asked;
    for (let next = one[side]; next !== undefined && next.code === asked.code; next = one[side]) {
      one = next;
      count += 1;
    }
    // One that failed otherwise ends the row for good.
    if (one[side]?.code !== undefined) part(one, side);
  }
  return count;
}

/** No row leads on to that side. */
function part(asked: Asked, side: "before" | "behind"): void {
  const other = asked[side];
  asked[side] = undefined;
  if (other !== undefined) other[side === "before" ? "behind" : "before"] = undefined;
}
