import type { Input } from "./byte-source.ts";
import { listInputs } from "./list-inputs.ts";

/** Files looked at at once: an export may have a million. */
const AT_ONCE = 64;

/**
 * How many bytes there are to read at some paths, unpacked. Of a zip archive its directory tells; of a file that is packed
 * by itself it is an estimate. Missing: at least one of them does not tell, as standard input.
 *
 * @throws ConfigError nothing is there, or it may not be read
 */
export async function sizeOfInputs(...paths: readonly string[]): Promise<number | undefined> {
  let sum = 0;
  for (const path of paths) {
    const inputs = await listInputs(path);
    for (let at = 0; at < inputs.length; at += AT_ONCE) {
      const sizes = await Promise.all(inputs.slice(at, at + AT_ONCE).map(sizeOf));
      for (const size of sizes) sum += size;
    }
  }
  return Number.isNaN(sum) ? undefined : sum;
}

async function sizeOf(input: Input): Promise<number> {
  return (await input.sizeBytes?.()) ?? Number.NaN;
}
