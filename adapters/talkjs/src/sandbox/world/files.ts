import { fileUrl } from "../file-place.ts";
import { messageIdOf } from "../message-id.ts";
import { SANDBOX_APP_ID } from "../options.ts";
import type { FileBlock } from "../shapes.ts";
import type { FileBytes } from "../state/files.ts";

interface FileFacts {
  readonly filename: string;
  /** Bytes. */
  readonly size: number;
  readonly subtype?: NonNullable<FileBlock["subtype"]>;
  readonly width?: number;
  readonly height?: number;
  /** Seconds. */
  readonly duration?: number;
  /** Default: none in particular. */
  readonly mimeType?: string;
}

/** Host of the sample world's files. It does not exist: the sandbox serves them in its place. */
export const SAMPLE_FILE_HOST = "https://firebasestorage.invalid";

const BY_PATH = new Map<string, FileBytes>();

/** A stored file. */
function fileOf(facts: FileFacts): FileBlock {
  const { filename, size, mimeType, ...rest } = facts;
  const hash = messageIdOf(`file/${filename}/${size}`).slice(4);
  const path = `user_files/${SANDBOX_APP_ID}/${hash}/${filename}`;
  const key = hash.toLowerCase();
  BY_PATH.set(path, {
    path,
    key,
    mimeType: mimeType ?? "application/octet-stream",
    // Made when it is asked for: some are large.
    get bytes() {
      // A picture, film or sound is no plain text.
      return Buffer.alloc(size, facts.subtype === undefined ? filename : `\0${filename}`);
    },
  });
  return {
    type: "file",
    url: `${SAMPLE_FILE_HOST}${fileUrl(path, key)}`,
    size,
    filename,
    fileToken: `file_${hash}`,
    ...rest,
  };
}

/** A file of the sample world as its URL serves it. @param path decoded */
export function sampleFileAt(path: string): FileBytes | undefined {
  return BY_PATH.get(path);
}

/** One of each kind. */
export const IMAGE = fileOf({
  mimeType: "image/jpeg",
  filename: "sunset.jpg",
  size: 245_760,
  subtype: "image",
  width: 1600,
  height: 1200,
});
export const VIDEO = fileOf({
  mimeType: "video/mp4",
  filename: "tour of the house.mp4",
  size: 7_340_032,
  subtype: "video",
  width: 1280,
  height: 720,
  duration: 42.5,
});
export const AUDIO = fileOf({
  mimeType: "audio/mpeg",
  filename: "jingle.mp3",
  size: 1_048_576,
  subtype: "audio",
  duration: 31,
});
export const VOICE = fileOf({
  mimeType: "audio/webm",
  filename: "voice-message.webm",
  size: 65_536,
  subtype: "voice",
  duration: 7.25,
});
export const DOCUMENT = fileOf({
  mimeType: "application/pdf",
  filename: "Quote & terms (final) 100%.pdf",
  size: 88_123,
});
export const NAMELESS_TYPE = fileOf({ filename: "LICENSE", size: 1071 });
export const FOREIGN_NAME = fileOf({ filename: "Überblick – 2. Entwurf/Größe 📐.xlsx", size: 20_480 });
