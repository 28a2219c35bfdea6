import * as z from "zod";
import { invalid } from "../answers.ts";
import { attachmentOf } from "../attachment.ts";
import { CustomPatch } from "../custom.ts";
import { parseMarkup, renderMarkup } from "../markup.ts";
import type { TalkRequest } from "../request.ts";
import type { FileBlock } from "../shapes.ts";
import type { StoredMessage } from "../state/messages.ts";
import { fileOf } from "./file-token.ts";
import { TextNodes } from "./text-nodes.ts";

const SentBlock = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), children: TextNodes }),
  z.object({ type: z.literal("file"), fileToken: z.string() }),
  z.object({
    type: z.literal("location"),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
]);

/** One block per message when sending (TalkJS sheet, T21). */
export const SentContent = z.tuple([SentBlock]);

/** What a message says, as it is sent: text with markup, or one content block. */
export interface SentBody {
  readonly text?: string | undefined;
  readonly content?: z.output<typeof SentContent> | undefined;
  /** The older way to name an uploaded file. */
  readonly attachmentToken?: string | undefined;
}

export const BodyPatch = z.object({ text: z.string(), content: SentContent, custom: CustomPatch }).partial();

type StoredBody = Pick<StoredMessage, "text" | "attachment" | "location" | "content">;

/** The fields of a message that hold what it says, legacy ones and content blocks alike. @throws Refusal */
export function bodyFrom(request: TalkRequest, { text, content, attachmentToken }: SentBody): StoredBody {
  if (attachmentToken !== undefined) {
    if (content !== undefined) throw invalid({ content: 'Either "attachmentToken" or "content" can be given.' });
    if (text && request.options.textWithFile === "refuse") {
      throw invalid({ text: "A message has a text or a file, not both." });
    }
    return fileBody(fileOf(request, attachmentToken, "attachmentToken"));
  }
  if ((text === undefined) === (content === undefined)) {
    throw invalid({ text: 'Either "text" or "content" is needed.' });
  }
  const block = content?.[0] ?? { type: "text" as const, children: parseMarkup(text ?? "") };
  switch (block.type) {
    case "text":
      return { text: text ?? renderMarkup(block.children), attachment: null, location: null, content: [block] };
    case "location":
      return { text: "", attachment: null, location: [block.latitude, block.longitude], content: [block] };
    case "file":
      return fileBody(fileOf(request, block.fileToken, "content"));
  }
}

function fileBody(file: FileBlock): StoredBody {
  return { text: "", attachment: attachmentOf(file), location: null, content: [file] };
}
