import type { WireMessage } from "../wire.ts";
import type { WireFile } from "../wire-files.ts";
import { messageIdAt } from "./time.ts";

/** What Slack wrote itself when a file was shared: `<@U…|ann> uploaded a file: <…>`. Sheet, section 6. */
const GENERATED = /^<@[UW][^>]*> (?:uploaded|shared) (?:an? |the )?[^:<]{0,40}: /;

/** Whether its text was made by Slack, around a file that the message carries anyway. */
export function isFileUpload({ subtype, text }: WireMessage): boolean {
  return subtype === "file_comment" || (subtype === "file_share" && GENERATED.test(text ?? ""));
}

/** What somebody wrote: of an old upload its comment, of an old comment on a file the comment itself. */
export function ownWords(message: WireMessage): string {
  const { subtype, text, comment } = message;
  if (subtype === "file_comment") return comment?.comment ?? text ?? "";
  // An old call has no words at all, and a target may take no message without.
  if (subtype === "sh_room_created") return text || "A call started";
  if (!isFileUpload(message)) return text ?? "";
  return fileOf(message)?.initial_comment?.comment ?? "";
}

/** The message that shared the file which is commented on, if the file tells. */
export function sharingMessage(message: WireMessage, conversationId: string): string | undefined {
  if (message.subtype !== "file_comment") return undefined;
  const { shares } = fileOf(message) ?? {};
  const places = [shares?.public?.[conversationId], shares?.private?.[conversationId]];
  const first: unknown = places.flatMap((place) => (Array.isArray(place) ? place : []))[0];
  const ts: unknown = first instanceof Object && "ts" in first ? first.ts : undefined;
  const id = typeof ts === "string" || typeof ts === "number" ? messageIdAt(conversationId, ts) : undefined;
  return id === messageIdAt(conversationId, message.ts) ? undefined : id;
}

function fileOf({ file, files }: WireMessage): WireFile | undefined {
  return file ?? files?.[0] ?? undefined;
}
