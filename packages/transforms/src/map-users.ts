import { type ChatRecord, renameUsers } from "@chat-etl/model";
import { defineTransform, type Transform } from "@chat-etl/sdk";
import { inOneOrder } from "./in-one-order.ts";

/**
 * Gives users other ids, wherever they are named. Two who get the same id become one: the later of their descriptions
 * is kept, and the other is counted as a duplicate.
 *
 * @param ids the source's id → the id that takes its place
 */
export function mapUsers(ids: Readonly<Record<string, string>>): Transform {
  const given = new Map(Object.entries(ids));
  return defineTransform({
    name: "map-users",
    summary: "Gives users other ids.",
    options: inOneOrder(ids),
    apply: (record) => mapped(record, given),
  });
}

function mapped(record: ChatRecord, given: ReadonlyMap<string, string>): ChatRecord {
  let isNamed = false;
  const renamed = renameUsers(record, (id) => {
    const other = given.get(id);
    isNamed ||= other !== undefined;
    return other ?? id;
  });
  return isNamed ? renamed : record;
}
