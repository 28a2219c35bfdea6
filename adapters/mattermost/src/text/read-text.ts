import { markdownText } from "@chat-etl/io/markdown";
import { type MarkedText, MarkedTextBuilder, renderParts } from "@chat-etl/model";
import { characterOf } from "./emoji.ts";

/** Which names there really are: others that look like some are words. */
export interface Known {
  readonly known: ReadonlySet<string>;
  /** The team of the channel that a text stands in. Missing: it stands in no team. */
  readonly team?: string;
}

type Write = (out: MarkedTextBuilder) => void;

/** `@name`, `~channel` or `:emoji:`, not in the middle of a word or an address. */
export const NAMES = /(?<![\w@.-])@([a-z0-9][\w.-]*)|(?<![\w~])~([a-z0-9][a-z0-9_-]*)|(?<!\w):([a-z0-9_+-]+):(?!\w)/gi;

/** Whom it calls. */
const BROADCASTS: Readonly<Record<string, "here" | "everyone">> = {
  all: "everyone",
  channel: "everyone",
  here: "here",
};

/** Reads Mattermost's Markdown, with mentions and emojis. Names in code are code. */
export function readText(message: string, known: Known): MarkedText {
  const marked = markdownText(message, { chat: false });
  if (!/[@~:]/.test(marked.text)) return marked;
  const out = new MarkedTextBuilder();
  const parts = renderParts<Write>(marked.text, marked.entities, {
    plain: (text) => [(to) => writeWords(text, known, to)],
    entity: ({ start, end, ...mark }, inner) => {
      const isCode = mark.type === "code" || mark.type === "pre";
      const writeInside: Write = (to) => {
        if (isCode) to.append(marked.text.slice(start, end));
        else for (const write of inner) write(to);
      };
      return [(to) => to.mark(mark, () => writeInside(to))];
    },
  });
  for (const write of parts) write(out);
  return out.finish();
}

function writeWords(text: string, known: Known, out: MarkedTextBuilder): void {
  let done = 0;
  for (const match of text.matchAll(NAMES)) {
    const [whole, user, channel, emoji] = match;
    if (match.index < done) continue;
    const write =
      user !== undefined
        ? userWriter(user, known)
        : channel !== undefined
          ? channelWriter(channel, known)
          : emojiWriter(emoji ?? "", known);
    if (write === undefined) continue;
    out.append(text.slice(done, match.index));
    done = match.index + write(out, whole);
  }
  out.append(text.slice(done));
}

/** Writes a name and tells how many characters of the text it took. */
type NameWriter = (out: MarkedTextBuilder, whole: string) => number;

/** A full stop behind a name ends the sentence, unless the name has one. */
function userWriter(written: string, { known }: Known): NameWriter | undefined {
  for (let name = written; name !== ""; name = name.replace(/[.-][^.-]*$|.$/, "")) {
    const id = name.toLowerCase();
    const to = Object.hasOwn(BROADCASTS, id) ? BROADCASTS[id] : undefined;
    const mark = to ? ({ type: "broadcast_mention", to } as const) : ({ type: "user_mention", userId: id } as const);
    if (to || known.has(`@${id}`)) return (out) => marking(out, mark, `@${name}`);
    if (!/[.-]/.test(name)) return undefined;
  }
  return undefined;
}

function channelWriter(name: string, { known, team }: Known): NameWriter | undefined {
  const conversationId = `${team}/${name.toLowerCase()}`;
  if (!known.has(`~${conversationId}`)) return undefined;
  return (out, whole) => marking(out, { type: "conversation_mention", conversationId }, whole);
}

function emojiWriter(name: string, { known }: Known): NameWriter | undefined {
  const character = characterOf(name);
  if (character === undefined && !known.has(`:${name}:`)) return undefined;
  return (out, whole) => {
    if (character === undefined) out.mark({ type: "custom_emoji", name }, () => out.append(whole));
    else out.append(character);
    return whole.length;
  };
}

function marking(out: MarkedTextBuilder, mark: Parameters<MarkedTextBuilder["mark"]>[0], text: string): number {
  out.mark(mark, () => out.append(text));
  return text.length;
}
