import type { FileBlock, TalkAttachment } from "./shapes.ts";

/** What the legacy field says of a file: neither its name nor its type (TalkJS sheet, T23). */
export function attachmentOf({ url, size, width, height, duration }: FileBlock): TalkAttachment {
  const dimensions = {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(duration === undefined ? {} : { duration }),
  };
  return Object.keys(dimensions).length === 0 ? { url, size } : { url, size, dimensions };
}
