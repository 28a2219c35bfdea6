import * as z from "zod";
import { invalid } from "../answers.ts";
import { CustomPatch } from "../custom.ts";
import { parseMarkup, renderMarkup } from "../markup.ts";
import type { MarkedNode, TextNode } from "../shapes.ts";
import type { StoredMessage } from "../state/messages.ts";

const TextNodes: z.ZodType<readonly TextNode[]> = z.lazy(() => z.array(z.union([z.string(), Marked])));

const Marked: z.ZodType<MarkedNode> = z.object({
  type: z.string(),
  children: TextNodes.optional(),
  text: z.string().optional(),
  url: z.string().optional(),
  id: z.string().optional(),
  action: z.string().optional(),
  params: z.record(z.string(), z.string()).optional(),
});

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

export const BodyPatch = z.object({ text: z.string(), content: SentContent, custom: CustomPatch }).partial();

/** The fields of a message that hold what it says, legacy ones and content blocks alike. @throws Refusal */
export function bodyFrom({
  text,
  content,
}: z.output<typeof BodyPatch>): Pick<StoredMessage, "text" | "attachment" | "location" | "content"> {
  if ((text === undefined) === (content === undefined))
    throw invalid({ text: 'Either "text" or "content" is needed.' });
  const block = content?.[0] ?? { type: "text" as const, children: parseMarkup(text ?? "") };
  switch (block.type) {
    case "text":
      return { text: text ?? renderMarkup(block.children), attachment: null, location: null, content: [block] };
    case "location":
      return { text: "", attachment: null, location: [block.latitude, block.longitude], content: [block] };
    case "file":
      throw invalid({ content: `There is no file with the token "${block.fileToken}".` });
  }
}
