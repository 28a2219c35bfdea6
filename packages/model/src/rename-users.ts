import type { ChatRecord } from "./records.ts";

/**
 * A record with other ids for the people it names, everywhere it names one: user, member, author, owner, creator,
 * friends, who is blocked, mentions, who reacted, read and pinned. Pure; the ids of conversations and messages stay.
 *
 * @param rename an id as it stands → the id that takes its place
 */
export function renameUsers(record: ChatRecord, rename: (id: string) => string): ChatRecord {
  switch (record.kind) {
    case "user":
      return {
        ...record,
        id: rename(record.id),
        friendIds: record.friendIds.map(rename),
        blockedIds: record.blockedIds.map(rename),
      };
    case "conversation":
      return { ...record, ...renamed(record, ["creatorId", "ownerId"], rename) };
    case "membership":
      return { ...record, userId: rename(record.userId) };
    case "message":
      return {
        ...record,
        authorId: record.authorId === null ? null : rename(record.authorId),
        entities: record.entities.map((entity) =>
          entity.type === "user_mention" ? { ...entity, userId: rename(entity.userId) } : entity,
        ),
        reactions: record.reactions.map((reaction) => ({ ...reaction, ...renamed(reaction, ["userId"], rename) })),
        readBy: record.readBy.map((reader) => ({ ...reader, userId: rename(reader.userId) })),
        ...(record.pin ? { pin: { ...record.pin, ...renamed(record.pin, ["userId"], rename) } } : {}),
      };
  }
}

/** Those of some fields that are there, with their new ids. */
function renamed<Name extends string>(
  from: { readonly [N in Name]?: string | undefined },
  names: readonly Name[],
  rename: (id: string) => string,
): { readonly [N in Name]?: string } {
  const found = names.flatMap((name) => {
    const id = from[name];
    return id === undefined ? [] : [[name, rename(id)] as const];
  });
  return Object.fromEntries(found) as { readonly [N in Name]?: string };
}
