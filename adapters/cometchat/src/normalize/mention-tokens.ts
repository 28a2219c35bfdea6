import { type MarkedText, MarkedTextBuilder } from "@chat-etl/model";

/** A mention of a user, one of everybody, and what etl's sink made of either when somebody had typed it (T43). */
const TOKEN = /<@uid:([\w-]{1,100})>|<@all:([^<>\s]{1,100})>|(<\u200b)(?=\u200b*@(?:uid|all):)/gi;

export interface TokenOptions {
  /** Somebody's name, if it is known. */
  nameOf(uid: string): string | undefined;
  /** Whether the invisible space is etl's, and goes. */
  readonly unescapes: boolean;
}

/** CometChat's text: plain, but for the tokens of mentions. */
export function readTokens(text: string, { nameOf, unescapes }: TokenOptions): MarkedText {
  const out = new MarkedTextBuilder();
  let at = 0;
  for (const { 0: token, 1: uid, 2: alias, index } of text.matchAll(TOKEN)) {
    out.append(text.slice(at, index));
    at = index + token.length;
    const userId = uid?.toLowerCase();
    if (userId) out.mark({ type: "user_mention", userId }, () => out.append(`@${nameOf(userId) ?? userId}`));
    else if (alias) out.mark({ type: "broadcast_mention", to: "everyone" }, () => out.append(`@${alias}`));
    else out.append(unescapes ? "<" : token);
  }
  out.append(text.slice(at));
  return out.finish();
}
