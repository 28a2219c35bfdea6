import { AnyRecord, type ChatRecord, type RecordInput } from "@chat-etl/model";

/** A record that has something in every field; `word` gives each of its strings. */
export function fullRecords(word: () => string): readonly ChatRecord[] {
  const json = () => ({ [word()]: [word(), { [word()]: word() }] });
  const ids = { conversationId: word(), authorId: word() };
  const user: RecordInput = {
    ...{ kind: "user", id: word(), displayName: word(), username: word(), fullName: word(), emails: [word()] },
    ...{ phones: [word()], avatarUrl: word(), profileUrl: word(), title: word(), statusText: word(), role: word() },
    ...{ createdAt: 1, friendIds: [word()], blockedIds: [word()], locale: word(), timeZone: word(), tags: [word()] },
    ...{ metadata: json(), extra: json() },
  };
  const conversation: RecordInput = {
    ...{ kind: "conversation", id: word(), type: "group", title: word(), topic: word(), description: word() },
    ...{ imageUrl: word(), createdAt: 1, creatorId: word(), ownerId: word(), parentId: word(), category: word() },
    ...{ welcomeMessages: [word()], lastMessageId: word(), tags: [word()], metadata: json(), extra: json() },
  };
  const membership: RecordInput = { kind: "membership", conversationId: word(), userId: word(), extra: json() };
  const text = `${word()} ${word()}`;
  const range = { start: 0, end: text.length };
  const message: RecordInput = {
    ...{ kind: "message", id: word(), ...ids, sentAt: 1, text, replyToId: word(), threadRootId: word() },
    entities: [
      { type: "bold", ...range },
      { type: "pre", ...range, language: word() },
      { type: "link", ...range, url: word() },
      { type: "user_mention", ...range, userId: word() },
      { type: "conversation_mention", ...range, conversationId: word() },
      { type: "custom_emoji", ...range, name: word() },
      { type: "date", ...range, at: 1 },
    ],
    attachments: [
      {
        ...{ kind: "image", name: word(), mimeType: word(), sizeBytes: 7, url: word(), thumbnailUrl: word() },
        title: word(),
      },
    ],
    location: { latitude: 52.5, longitude: 13.4 },
    reactions: [{ emoji: word(), userId: word() }, { emoji: "👍" }],
    readBy: [{ userId: word(), at: 1 }],
    pin: { userId: word(), at: 1 },
    ...{ event: word(), tags: [word()], metadata: json(), extra: json() },
  };
  return [user, conversation, membership, message].map((input) => AnyRecord.parse(input));
}
