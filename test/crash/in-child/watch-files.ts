import { type FileHandle, open } from "node:fs/promises";
import { devNull } from "node:os";
import type { Fate } from "./fate.ts";

/** Where the target is a disk: sent is what is written by half, answered what is written and safe. */
export async function watchFiles(fate: Fate): Promise<void> {
  await using handle = await open(devNull);
  const prototype: FileHandle = Object.getPrototypeOf(handle);
  const { appendFile, datasync } = prototype;
  prototype.appendFile = async function (this: FileHandle, given) {
    const data = typeof given === "string" ? Buffer.from(given) : given;
    if (!Buffer.isBuffer(data)) return await appendFile.call(this, data);
    const half = data.length >> 1;
    await appendFile.call(this, data.subarray(0, half));
    fate.reach("request sent");
    if (fate.isDiskFull()) throw Object.assign(new Error("No space left on device."), { code: "ENOSPC" });
    await appendFile.call(this, data.subarray(half));
    fate.reach("answer lost");
  };
  prototype.datasync = async function (this: FileHandle) {
    await datasync.call(this);
    fate.reach("answer read");
  };
}
