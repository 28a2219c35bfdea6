import type { ContentBlock, Custom, MessageWire } from "../wire-import.ts";

/** A message as the import takes it, in either dialect (TalkJS sheet, 0.3 and section 10). */
interface ImportedMessage {
  readonly type: MessageWire["type"];
  readonly sender?: string | undefined;
  readonly custom: Custom;
  readonly timestamp?: number;
  readonly createdAt?: number;
  readonly readBy?: readonly string[];
  readonly text?: string;
  readonly attachmentToken?: string;
  readonly content?: readonly (ContentBlock | { readonly type: "file"; readonly fileToken: string })[];
}

/** @param time when it was sent; kept in `custom` as well if it had to be moved. @param fileToken of the uploaded file */
export function importBody(wire: MessageWire, time: number, fileToken: string | undefined): ImportedMessage {
  const { type, sender, shown, sentAt } = wire;
  const custom = time === sentAt ? wire.custom : { ...wire.custom, sentAt: String(sentAt) };
  if (wire.dialect === "g1") {
    const text = "text" in shown ? shown.text : "";
    const body = fileToken === undefined ? { text } : { text: "", attachmentToken: fileToken };
    return { type, sender, timestamp: time, readBy: wire.readBy ?? [], ...body, custom };
  }
  const file = fileToken === undefined ? undefined : [{ type: "file", fileToken } as const];
  const content = file ?? ("content" in shown ? shown.content : []);
  return { type, sender, createdAt: time, content, custom };
}
