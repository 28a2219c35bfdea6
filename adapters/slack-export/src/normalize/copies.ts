import { present } from "@chat-etl/model";
import { isAt, type SlackExportConfig } from "../config.ts";
import type { WireMessage } from "../wire.ts";
import type { WireFile } from "../wire-files.ts";
import { firstOf } from "./fields.ts";
import { addressOf, isCopyable, listedFiles } from "./files.ts";
import { withoutToken } from "./tokens.ts";

/** A file whose bytes are to be copied. */
export interface WantedFile {
  readonly id: string;
  /** Its name in the folder. */
  readonly name: string;
  /** With the token. Missing: it is at none of the hosts that may be asked. */
  readonly url?: string;
  /** Missing: not known, or Slack counts something else than its bytes. */
  readonly sizeBytes?: number;
  readonly mimeType: string;
}

/** What ids consist of. Another one would make a name of its own, or share that of another file. */
const ID = /^[A-Z0-9]{1,40}$/;

/** Most bytes of a name: file systems take 255, and something is put behind it while it is written. */
const NAME_BYTES = 200;
const EXTENSION_BYTES = 40;

/** The files of a message that can be copied: no stubs, and nothing that is only a link. Sheet, section 9.1. */
export function wantedFiles(message: WireMessage, policies: SlackExportConfig): readonly WantedFile[] {
  return listedFiles(message)
    .filter(isCopyable)
    .flatMap((file) => wanted(file, policies));
}

/** `<file id>-<name>`: it leads nowhere, hides nothing, and fits every file system. */
export function folderNameOf(id: string, name: string): string {
  const last = name.toWellFormed().normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const harmless = last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "").replace(/[<>:"|?*]/g, "_");
  const plain = withoutTail(harmless) || "file";
  const found = /\.[^. ]+$/.exec(plain)?.[0] ?? "";
  const extension = Buffer.byteLength(found) > EXTENSION_BYTES ? "" : found;
  const stem = plain.slice(0, plain.length - extension.length);
  const prefix = `${id}-`;
  return `${prefix}${cut(stem, NAME_BYTES - Buffer.byteLength(prefix + extension))}${extension}`;
}

/** Without the dots and spaces at its end, found from there: a search from the front takes the square of a long name. */
function withoutTail(name: string): string {
  let end = name.length;
  while (end > 0 && ". ".includes(name.charAt(end - 1))) end -= 1;
  return name.slice(0, end);
}

function wanted(file: WireFile, { fileHosts }: SlackExportConfig): readonly WantedFile[] {
  const { id, name, title, mimetype, size } = file;
  if (!id || !ID.test(id)) return [];
  const url = addressOf(file);
  return [
    {
      id,
      name: folderNameOf(id, withoutToken(firstOf(name, title) ?? "file")),
      ...(url !== undefined && isAt(url, fileHosts) ? { url } : {}),
      ...(isMeasured(file) ? present("sizeBytes", size) : {}),
      mimeType: mimetype || "application/octet-stream",
    },
  ];
}

/** Of documents that Slack makes itself, `size` is something else than what comes. */
function isMeasured({ mode, size }: WireFile): boolean {
  return (!mode || mode === "hosted" || mode === "snippet") && Number.isSafeInteger(size) && (size ?? 0) > 0;
}

/** Whole characters of a text, as many as fit. */
function cut(text: string, maxBytes: number): string {
  let kept = "";
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept;
}
