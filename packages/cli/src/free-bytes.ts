import { statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Bytes that are free where a folder stands, or will be made. */
export function freeBytesAt(folder: string): number {
  for (let at = resolve(folder); ; at = dirname(at)) {
    try {
      const { bavail, bsize } = statfsSync(at);
      return bavail * bsize;
    } catch (error) {
      if (dirname(at) === at) throw error;
    }
  }
}
