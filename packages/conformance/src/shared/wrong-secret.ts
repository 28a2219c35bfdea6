import { ConfigError } from "@chat-etl/sdk";
import { must, Untold } from "../check.ts";
import { type KeptLog, keepLog } from "./keep-log.ts";
import { type Configured, mustKeepSecret, secretOptions } from "./options.ts";
import { failureOf } from "./within.ts";

export interface WrongOpening {
  readonly changed: Readonly<Record<string, unknown>>;
  readonly log: KeptLog;
}

/**
 * Checks an end with each secret of the fixture spoiled. One that the fixture does not give is not asked for by a check.
 *
 * @throws Broken it is not refused as the operator's task, or shown
 * @throws Untold the fixture gives none
 */
export async function mustRefuseWrongSecrets(
  subject: Configured,
  check: (opening: WrongOpening) => Promise<unknown>,
): Promise<void> {
  const given = secretOptions(subject.definition).filter((name) => subject.fixture.config[name] !== undefined);
  if (given.length === 0) throw new Untold("The fixture's config gives no secret.");
  for (const name of given) {
    const wrong = [...String(subject.fixture.config[name])].reverse().join("");
    const log = keepLog();
    const failure = await failureOf(check({ changed: { [name]: wrong }, log }));
    must(failure instanceof ConfigError, `With a wrong "${name}" the check ends in "${String(failure)}".`);
    const told = [failure.message, ...log.lines].join("\n");
    must(!told.includes(wrong), `The wrong "${name}" is shown.`);
    mustKeepSecret(subject, "what is said about a wrong one", told);
  }
}
