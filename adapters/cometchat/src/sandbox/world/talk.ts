import { conversationIdOf } from "../conversation-id.ts";
import type { MessageInput } from "../state/messages.ts";

/** One message of the sample world. Its time is given in seconds before the world's newest instant. */
export type Line = Partial<Omit<MessageInput, "conversationId" | "sentAt">> & {
  readonly ago: number;
  /** Name by which others of the world refer to it. */
  readonly name?: string;
  readonly answers?: string;
};

const WORDS = ["Morning!", "Any news?", "Yes, all done.", "Thanks 🙏", "See https://example.org/plan", "Ok", "Lunch?"];

/** A line from somebody to somebody, or to a group if that is what `receiver` is. */
export function line(sender: string, receiver: string, more: Line): Line {
  return { sender, receiver, ...more };
}

/** Everyday talk: so many lines, evenly spread from one time to another, by turns. */
export function chatter(
  people: readonly string[],
  receiver: string | undefined,
  { count, from, to }: { readonly count: number; readonly from: number; readonly to: number },
): readonly Line[] {
  return Array.from({ length: count }, (_, index) => {
    const sender = people[index % people.length] ?? "";
    const other = receiver ?? people[(index + 1) % people.length] ?? "";
    const receiverType = receiver === undefined ? "user" : "group";
    const ago = Math.round(from - ((from - to) * index) / count);
    const text = `${WORDS[index % WORDS.length]} (${index + 1})`;
    return line(sender, other, { receiverType, ago, data: { text } });
  });
}

/** The line as it is stored. */
export function stored(given: Line, until: number, parentId: number | undefined): MessageInput {
  const { ago, name: _, answers: __, ...more } = given;
  const message = {
    sender: "",
    receiverType: "user",
    receiver: "",
    category: "message",
    type: "text",
    data: {},
    tags: [],
    ...more,
    sentAt: until - ago,
    updatedAt: until - ago,
    ...(parentId === undefined ? {} : { parentId }),
  } as const;
  return { ...message, conversationId: conversationIdOf(message.receiverType, message.sender, message.receiver) };
}
