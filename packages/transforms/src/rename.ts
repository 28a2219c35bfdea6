import type { ChatRecord } from "@chat-etl/model";
import { defineTransform, type Transform } from "@chat-etl/sdk";
import { inOneOrder } from "./in-one-order.ts";

/** The names that take the place of those of the source, by id. */
export interface Names {
  /** What a user is called. */
  readonly users?: Readonly<Record<string, string>>;
  /** A conversation's title. */
  readonly conversations?: Readonly<Record<string, string>>;
}

/** Gives users and conversations other names. Their ids stay; for those of users there is `mapUsers`. */
export function rename({ users = {}, conversations = {} }: Names): Transform {
  const names = new Map(Object.entries(users));
  const titles = new Map(Object.entries(conversations));
  return defineTransform({
    name: "rename",
    summary: "Gives users and conversations other names.",
    options: { users: inOneOrder(users), conversations: inOneOrder(conversations) },
    apply: (record) => renamed(record, names, titles),
  });
}

function renamed(
  record: ChatRecord,
  names: ReadonlyMap<string, string>,
  titles: ReadonlyMap<string, string>,
): ChatRecord {
  if (record.kind === "user") {
    const displayName = names.get(record.id);
    return displayName === undefined ? record : { ...record, displayName };
  }
  if (record.kind !== "conversation") return record;
  const title = titles.get(record.id);
  return title === undefined ? record : { ...record, title };
}
