import { createHash, randomBytes } from "node:crypto";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `msg_` and 22 of `[0-9A-Za-z]`. */
const MESSAGE_ID_DIGITS = 22;

/** A new id, as TalkJS assigns one. */
export function newMessageId(): string {
  return idFrom(randomBytes(MESSAGE_ID_DIGITS));
}

/** The same id for the same name, always. */
export function messageIdOf(name: string): string {
  return idFrom(createHash("sha256").update(name).digest());
}

function idFrom(bytes: Uint8Array): string {
  const digits = [...bytes.subarray(0, MESSAGE_ID_DIGITS)].map((byte) => DIGITS[byte % DIGITS.length]);
  return `msg_${digits.join("")}`;
}
