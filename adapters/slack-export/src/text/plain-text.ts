import { type MarkedText, MarkedTextBuilder } from "@chat-etl/model";
import { decode, HOLE, tokenise } from "./control-sequences.ts";
import { withEmoji } from "./emoji.ts";
import type { Names } from "./names.ts";

/** Escaped text whose signs mean nothing: topics, purposes, labels, messages with `mrkdwn: false`. Section 11. */
export function plainText(escaped: string, names: Names): MarkedText {
  const out = new MarkedTextBuilder();
  const { skeleton, sequences } = tokenise(escaped);
  for (const [index, part] of skeleton.split(HOLE).entries()) {
    if (index > 0) sequences[index - 1]?.({ out, names });
    out.append(withEmoji(decode(part)));
  }
  return out.finish();
}
