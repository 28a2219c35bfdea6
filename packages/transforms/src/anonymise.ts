import { createHmac } from "node:crypto";
import type { ChatRecord, RecordInput } from "@chat-etl/model";
import { ConfigError, defineTransform, type Transform } from "@chat-etl/sdk";
import { anonymousMessage } from "./anonymous-message.ts";
import { anonymousConversation, anonymousMembership, anonymousUser } from "./anonymous-place.ts";
import type { Pseudonym } from "./pseudonym.ts";

export interface Anonymisation {
  /** A secret: whoever has it can tell whether an id is that of somebody he knows. The same key gives the same ids. */
  readonly key: string;
}

/** Hexadecimal digits, 96 bits: no two ids become one by chance. */
const ID_LENGTH = 24;

/**
 * Takes everything away that somebody wrote or that says who somebody is, and keeps the structure: who wrote when to
 * whom, how long, marked how, with which kinds of files, and who reacted. Ids and names are made by a keyed hash, of
 * texts every letter becomes an x and every digit a 0. What is not named here is not there any more.
 *
 * @throws ConfigError the key is too short to be one
 */
export function anonymise({ key }: Anonymisation): Transform {
  if (key.length < 16)
    throw new ConfigError("The key for anonymising must have at least 16 characters. Keep it secret, and keep it.");
  const pseudonym: Pseudonym = (what, original) =>
    createHmac("sha256", key).update(`${what}\0${original}`).digest("hex").slice(0, ID_LENGTH);
  return defineTransform({
    name: "anonymise",
    summary: "Takes away what anybody wrote and who anybody is, and keeps the structure.",
    // Tells keys apart and does not tell the key.
    options: { key: createHmac("sha256", key).update("which key").digest("hex") },
    apply: (record) => anonymous(record, pseudonym),
  });
}

function anonymous(record: ChatRecord, pseudonym: Pseudonym): RecordInput {
  switch (record.kind) {
    case "user":
      return anonymousUser(record, pseudonym);
    case "conversation":
      return anonymousConversation(record, pseudonym);
    case "membership":
      return anonymousMembership(record, pseudonym);
    case "message":
      return anonymousMessage(record, pseudonym);
  }
}
