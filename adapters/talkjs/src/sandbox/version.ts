import { invalid } from "./answers.ts";
import { VERSIONS } from "./options.ts";

/** Checks an API version. Dates behind the newest known one are taken as that one. @throws Refusal */
export function versionOf(version: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/u.test(version) && version >= VERSIONS[0]) return version;
  throw invalid([`There is no API version "${version}".`]);
}
