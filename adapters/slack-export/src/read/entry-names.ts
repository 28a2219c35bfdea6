/** Names of the index files. Sheet, section 2.1. */
const INDEX_FILES = [
  "users",
  "org_users",
  "channels",
  "groups",
  "mpims",
  "dms",
  "integration_logs",
  "canvases",
  "file_conversations",
  "huddle_transcripts",
  "lists",
  "content_flags",
] as const;
export type IndexFile = (typeof INDEX_FILES)[number];

/** What an entry is, by its name behind the root. Sheet, section 15. */
export type EntryKind =
  | { readonly is: "index"; readonly index: IndexFile }
  | { readonly is: "day"; readonly folder: string; readonly day: string }
  | { readonly is: "canvas" }
  | { readonly is: "bytes"; readonly fileId: string | undefined }
  | { readonly is: "other-json" }
  | { readonly is: "junk" }
  | { readonly is: "unknown" };

const INDEX = new RegExp(`^(${INDEX_FILES.join("|")})\\.json$`);
const DAY = /^([^/]+)\/(\d{4}-\d{2}-\d{2})\.json$/;
const CANVAS = /^[^/]+\/canvas_in_the_conversation\.json$/;
const OTHER_JSON = /^[^/]+\/[^/]+\.json$/i;
const BYTES = /^(?:__uploads\/|__avatars\/|[^/]+\/attachments\/)/;
const FILE_ID = /^(?:__uploads\/(F[^/]+)\/|[^/]+\/attachments\/(F[A-Z0-9]+)-)/;
const JUNK = /(?:^|\/)(?:Thumbs\.db|desktop\.ini)$/i;

export function kindOfEntry(name: string): EntryKind {
  const index = INDEX.exec(name)?.[1];
  if (index !== undefined) return { is: "index", index: index as IndexFile };
  const [, folder, day] = DAY.exec(name) ?? [];
  if (folder !== undefined && day !== undefined) return { is: "day", folder, day };
  if (CANVAS.test(name)) return { is: "canvas" };
  if (BYTES.test(name)) {
    const [, upload, attachment] = FILE_ID.exec(name) ?? [];
    return { is: "bytes", fileId: upload ?? attachment };
  }
  if (OTHER_JSON.test(name)) return { is: "other-json" };
  return { is: JUNK.test(name) ? "junk" : "unknown" };
}

/** A name nobody gives a file who means well: it leads out of its folder, or hides something. Sheet, section 15. */
export function isHostile(name: string): boolean {
  return /^\/|^[A-Za-z]:\/|[\\\p{Cc}]/u.test(name) || name.split("/").includes("..");
}

/** The upper half of CP437, in which zip readers take names that are UTF-8 without saying so. Sheet, section 15. */
const CP437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

/** How a name looks in a folder that was unpacked by such a reader. */
export function garbled(name: string): string {
  return [...Buffer.from(name)].map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : CP437[byte - 0x80])).join("");
}
