import * as z from "zod";
import type { MarkedNode, TextNode } from "../shapes.ts";

/** The text tree of a content block, as it may be sent (TalkJS sheet, 8.3). */
export const TextNodes: z.ZodType<readonly TextNode[]> = z.lazy(() => z.array(z.union([z.string(), Marked])));

const Action = { action: z.string().min(1), params: z.record(z.string(), z.string()).optional(), children: TextNodes };

const Marked: z.ZodType<MarkedNode> = z.discriminatedUnion("type", [
  z.object({
    type: z.enum(["bold", "italic", "strikethrough", "bulletList", "bulletPoint"]),
    children: TextNodes,
  }),
  z.object({ type: z.enum(["codeSpan", "customEmoji"]), text: z.string() }),
  z.object({ type: z.literal("link"), url: z.string(), children: TextNodes }),
  z
    .object({ type: z.literal("autoLink"), url: z.string(), text: z.string() })
    .refine(({ url, text }) => isSameAddress(url, text), { path: ["url"], error: "It does not agree with the text." }),
  z.object({ type: z.enum(["actionLink", "actionButton"]), ...Action }),
  z.object({ type: z.literal("mention"), id: z.string(), text: z.string() }),
]);

/** `example.org` is `https://example.org`, `a@b` is `mailto:a@b`, a phone number is its digits. */
function isSameAddress(url: string, text: string): boolean {
  if (url.startsWith("tel:")) return url.slice(4).replaceAll(/\D/gu, "") === text.replaceAll(/\D/gu, "");
  const bare = (address: string) => address.replace(/^(?:https?:\/\/|mailto:)/iu, "").replace(/\/$/u, "");
  return bare(url) === bare(text);
}
