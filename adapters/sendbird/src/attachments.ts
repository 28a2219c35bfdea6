import { type Attachment, type JsonObject, present } from "@chat-etl/model";
import { leftover, unnamed } from "./leftover.ts";
import { plainAddress } from "./plain-address.ts";
import { WireFile, type WireMessage } from "./wire.ts";

/** The files of a message: one, or several. One that opens with a token only has `require_auth` in "extra". */
export function attachmentsOf({ file, files }: Pick<WireMessage, "file" | "files">): {
  readonly attachments: Attachment[];
  readonly extra: JsonObject;
} {
  const all = [...(file ? [file] : []), ...(files ?? [])].filter((one) => one.url || one.name);
  return { attachments: all.map(attachmentOf), extra: leftover({ files: all.flatMap(restOf) }) };
}

function attachmentOf({ url, name, type, size, thumbnails }: WireFile): Attachment {
  return {
    kind: kindOf(type ?? ""),
    ...present("url", plainAddress(url ?? "")),
    ...present("name", name),
    ...present("mimeType", type),
    ...(Number.isSafeInteger(size) && size && size > 0 ? { sizeBytes: size } : {}),
    ...present("thumbnailUrl", plainAddress(thumbnails?.[0]?.url ?? "")),
  };
}

function kindOf(mimeType: string): Attachment["kind"] {
  const [kind] = mimeType.split("/");
  return kind === "image" || kind === "video" || kind === "audio" ? kind : "file";
}

/** What else is known of a file, under its name. */
function restOf(file: WireFile): readonly JsonObject[] {
  const rest = { ...unnamed(file, WireFile), ...leftover({ thumbnails: file.thumbnails }) };
  return Object.keys(rest).length === 0 ? [] : [{ ...leftover({ name: file.name }), ...rest }];
}
