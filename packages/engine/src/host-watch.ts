import { ConfigError, TransientError } from "@chat-etl/sdk";
import type { FailedFile, Files } from "@chat-etl/store";

/** So many files of a host that all fail alike, and none that does not, are no coincidence. */
const ALIKE = 20;

/** Stops a run before all files of a host are given up for one reason: a key that expired. */
export class HostWatch {
  readonly #files: Files;
  /** How the files of each host failed. A host of which one was copied is missing. */
  readonly #failed: Map<string, Map<string, number>>;
  readonly #isWell: Set<string>;

  private constructor(files: Files, failed: Map<string, Map<string, number>>, isWell: Set<string>) {
    this.#files = files;
    this.#failed = failed;
    this.#isWell = isWell;
  }

  /** As far as earlier runs came. */
  static async open(files: Files): Promise<HostWatch> {
    const standings = await files.standings();
    const failed = standings.map(({ host, failed: codes }) => [host, new Map(Object.entries(codes))] as const);
    const isWell = standings.filter(({ copied }) => copied > 0).map(({ host }) => host);
    return new HostWatch(files, new Map(failed), new Set(isWell));
  }

  copied(host: string): void {
    this.#isWell.add(host);
  }

  /**
   * Nothing of a host that refuses all is given up: its files are asked for again by the next run.
   *
   * @throws ConfigError, or TransientError where time may mend it
   */
  async failed(host: string, { code, isLasting }: FailedFile): Promise<void> {
    const codes = this.#failed.get(host) ?? new Map<string, number>();
    this.#failed.set(host, codes.set(code, (codes.get(code) ?? 0) + 1));
    const count = codes.get(code) ?? 0;
    if (host === "" || this.#isWell.has(host) || codes.size > 1 || count < ALIKE) return;
    await this.#files.reopenAt(host, code);
    const what = `The first ${count} files of "${host}" all failed with the code "${code}"`;
    const rest = `Nothing was given up. To go on without these files, say what shall become of them with --attachments.missing.`;
    if (isLasting)
      throw new ConfigError(
        `${what}: the key that opens them seems to have expired. Renew it, then run again. ${rest}`,
      );
    throw new TransientError(`${what}: the host seems to be out of order. Run again later. ${rest}`, {
      delivery: "none",
    });
  }
}
