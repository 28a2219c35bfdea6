import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";

/** How many different messages there are; they come again and again. About half a MB of JSON. */
const POOL = 1000;

const SENTENCES = [
  "The bicycle is still at the station, the blue one with the broken lamp.",
  "Could you bring the naïve drawings tomorrow? I left them at Zoë’s.",
  "Grüße aus Köln, bis später!",
  'She said: "not before nine", so we have time for breakfast.',
  "お疲れさまです。明日の会議は十時からです。",
  "Look:\nhttps://example.com/a/long/path?with=a&query=too\nand tell me what you think.",
  "👍🏽 sounds good to me, thank you all",
];

/** One message as an export has them: about 500 bytes, nested, with escapes, in the text of all the world. */
function messageOf(no: number): object {
  const sentences = Array.from({ length: 1 + (no % 6) }, (_, at) => SENTENCES[(no + at * at) % SENTENCES.length]);
  const author = { id: String(100_000 + (no % 50)), name: `user${no % 50}`, nickname: null, isBot: false };
  return {
    id: `${1_045_000_000_000_000_000n + BigInt(no) * 4_194_304n}`,
    type: no % 10 === 0 ? "Reply" : "Default",
    timestamp: new Date(1_700_000_000_000 + no * 61_000).toISOString(),
    timestampEdited: null,
    isPinned: false,
    content: sentences.join(" "),
    author: { ...author, avatarUrl: `https://cdn.example.com/avatars/${author.id}/0123456789abcdef.png?size=512` },
    attachments:
      no % 20 === 0 ? [{ url: `https://cdn.example.com/files/${no}/photo.jpg`, fileSizeBytes: no * 11 }] : [],
    reactions: no % 5 === 0 ? [{ emoji: { name: "👍", isAnimated: false }, count: 1, users: [{ id: "100007" }] }] : [],
    mentions: no % 7 === 0 ? [{ id: "100007", name: "user7" }] : [],
  };
}

/** What stands around the messages, and between two of them. */
export interface Form {
  readonly before: string;
  readonly between: string;
  readonly behind: string;
}

export const DOCUMENT: Form = {
  before: '{"guild":{"id":"1"},"messages":[',
  between: ",",
  behind: '],"messageCount":0}',
};
export const LINES: Form = { before: "", between: "\n", behind: "\n" };

/** So many MB of messages in chunks of about half a MB, and never more than that in memory. */
export async function* giantDocument(
  megabytes: number,
  { before, between, behind }: Form,
): AsyncGenerator<Uint8Array, void> {
  const messages = Array.from({ length: POOL }, (_, no) => JSON.stringify(messageOf(no)));
  const chunk = Buffer.from(messages.join(between));
  yield Buffer.from(before);
  for (let at = 0; at * chunk.length < megabytes * 1e6; at += 1) {
    if (at > 0) yield Buffer.from(between);
    yield chunk;
  }
  yield Buffer.from(behind);
}

export async function writeGiant(path: string, megabytes: number, form: Form): Promise<void> {
  const out = createWriteStream(path);
  await pipeline(Readable.from(giantDocument(megabytes, form), { objectMode: false }), out);
  await finished(out);
}
