import { type Line, recordsOf } from "./read-all.ts";
import { differencesOf } from "./support/compare.ts";
import type { SlackExportWorld } from "./support/slack-export.ts";

/** What the world has and the records have not, in words. */
export function differences(world: SlackExportWorld, lines: readonly Line[]): readonly string[] {
  const { conversations, users } = world;
  const found = {
    users: recordsOf(lines, "user"),
    conversations: recordsOf(lines, "conversation"),
    memberships: recordsOf(lines, "membership"),
    messages: recordsOf(lines, "message"),
  };
  const wrong: string[] = [];
  const check = (isRight: boolean, what: string) => isRight || wrong.push(what);
  for (const { id, displayName, isBot, isDeleted } of users) {
    const user = found.users.get(id);
    check(user?.displayName === displayName, `name of ${id}`);
    check((user?.type === "bot") === isBot && (user?.state === "deactivated") === isDeleted, `state of ${id}`);
  }
  for (const { id, members, messages, isArchived } of conversations) {
    const conversation = found.conversations.get(id);
    check(conversation !== undefined, `conversation ${id}`);
    check(conversation?.isArchived === isArchived, `archived ${id}`);
    for (const member of members ?? []) check(found.memberships.has(`${id}/${member}`), `member ${member} of ${id}`);
    for (const { ts, subtype, threadRootTs, isBroadcast, editedTs, fileIds, reactions } of messages) {
      const message = found.messages.get(`${id}:${ts}`);
      const what = `${id}:${ts} ${subtype}`;
      check(message !== undefined, `message ${what}`);
      if (message === undefined) continue;
      check(message.threadRootId === (threadRootTs && `${id}:${threadRootTs}`), `root of ${what}`);
      check((message.extra.isBroadcast ?? false) === isBroadcast, `broadcast ${what}`);
      check((message.editedAt === undefined) === (editedTs === undefined), `edit of ${what}`);
      check(message.attachments.length >= fileIds.length, `files of ${what}`);
      check(message.rank === Number(ts.replace(".", "")), `rank of ${what}`);
      for (const { userIds } of reactions)
        for (const userId of userIds)
          check(
            message.reactions.some((reaction) => reaction.userId === userId),
            `reaction of ${userId} to ${what}`,
          );
    }
  }
  // As a target gets them: day files may be unsorted, but every message has its rank.
  const inOrder = [...found.messages.values()].toSorted(
    (a, b) => a.sentAt - b.sentAt || Number(a.rank) - Number(b.rank),
  );
  return [...wrong, ...differencesOf(world, inOrder)];
}
