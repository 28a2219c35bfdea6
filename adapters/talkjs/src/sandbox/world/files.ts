import { messageIdOf } from "../message-id.ts";
import { SANDBOX_APP_ID } from "../options.ts";
import type { FileBlock } from "../shapes.ts";

interface FileFacts {
  readonly filename: string;
  /** Bytes. */
  readonly size: number;
  readonly subtype?: NonNullable<FileBlock["subtype"]>;
  readonly width?: number;
  readonly height?: number;
  /** Seconds. */
  readonly duration?: number;
}

/**
 * A stored file. Its URL has the form of Firebase Storage: one percent-encoded segment that holds a whole path, open to
 * whoever has the token (TalkJS sheet, section 9 and T24). The host does not exist.
 */
function fileOf(facts: FileFacts): FileBlock {
  const { filename, size, ...rest } = facts;
  const hash = messageIdOf(`file/${filename}/${size}`).slice(4);
  const path = encodeURIComponent(`user_files/${SANDBOX_APP_ID}/${hash}/${filename}`);
  return {
    type: "file",
    url: `https://firebasestorage.invalid/v0/b/sandbox-bucket/o/${path}?alt=media&token=${hash.toLowerCase()}`,
    size,
    filename,
    fileToken: `file_${hash}`,
    ...rest,
  };
}

/** One of each kind. */
export const IMAGE = fileOf({ filename: "sunset.jpg", size: 245_760, subtype: "image", width: 1600, height: 1200 });
export const VIDEO = fileOf({
  filename: "tour of the house.mp4",
  size: 7_340_032,
  subtype: "video",
  width: 1280,
  height: 720,
  duration: 42.5,
});
export const AUDIO = fileOf({ filename: "jingle.mp3", size: 1_048_576, subtype: "audio", duration: 31 });
export const VOICE = fileOf({ filename: "voice-message.webm", size: 65_536, subtype: "voice", duration: 7.25 });
export const DOCUMENT = fileOf({ filename: "Quote & terms (final) 100%.pdf", size: 88_123 });
export const NAMELESS_TYPE = fileOf({ filename: "LICENSE", size: 1071 });
export const FOREIGN_NAME = fileOf({ filename: "Überblick – 2. Entwurf/Größe 📐.xlsx", size: 20_480 });
