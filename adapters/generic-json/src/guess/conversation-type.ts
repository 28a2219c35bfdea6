import * as by from "./choose.ts";
import { type Line, seen } from "./plan.ts";
import { expressionOf, type Field } from "./profile.ts";

/** Words that formats have for types of conversations. */
const TYPES: Readonly<Record<string, string>> = {
  dm: "direct",
  direct: "direct",
  im: "direct",
  private_chat: "direct",
  oneonone: "direct",
  "1on1": "direct",
  personal: "direct",
  d: "direct",
  one_to_one: "direct",
  directmessage: "direct",
  user: "direct",
  dialog: "direct",
  group: "group",
  mpim: "group",
  groupchat: "group",
  private: "group",
  p: "group",
  multi: "group",
  private_group: "group",
  chat: "group",
  channel: "channel",
  public: "channel",
  c: "channel",
  open: "channel",
  room: "channel",
  public_channel: "channel",
  private_channel: "channel",
  team: "channel",
  o: "channel",
  forum: "channel",
  broadcast: "broadcast",
  announcement: "broadcast",
  thread: "thread",
  topic: "topic",
};

function isKnown(word: string): boolean {
  return Object.hasOwn(TYPES, word.toLowerCase());
}

/** The type of a conversation, by a field whose words are known. */
export function typeOf(fields: readonly Field[]): Omit<Line, "key"> {
  const found = by.choose(
    fields,
    by.named(
      { type: 1, kind: 0.9, t: 0.8, category: 0.4 },
      ({ values, distinct }) => distinct <= 8 && values.some((value) => isKnown(String(value))),
    ),
  );
  if (found === undefined)
    return { value: { const: "group" }, comment: "TODO: direct, group or channel? Nothing tells" };
  const words = [...new Set(found.field.values.map(String))].filter((word) => isKnown(word));
  const map = Object.fromEntries(words.map((word) => [word, TYPES[word.toLowerCase()]]));
  return { value: { from: expressionOf(found.field.path), map, else: "group" }, comment: seen(found) };
}
