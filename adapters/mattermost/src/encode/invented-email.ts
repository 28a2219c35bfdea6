import { createHash } from "node:crypto";
import type { MattermostSinkConfig } from "../config.ts";

const HASH_CHARACTERS = 12;

type Domain = Pick<MattermostSinkConfig, "emailDomain">;

/** For who has no address. A full stop stands between two other characters only. */
export function inventedEmail(username: string, { emailDomain }: Domain): string {
  return `${username.replaceAll(/\.(?=\.|$)/g, "-")}@${emailDomain}`;
}

/** For whose address somebody else has: another one than `inventedEmail` makes of any username. */
export function ownEmail(username: string, { emailDomain }: Domain): string {
  const hash = createHash("sha256").update(`own address of ${username}`).digest("hex").slice(0, HASH_CHARACTERS);
  return inventedEmail(`${username}.${hash}`, { emailDomain });
}
