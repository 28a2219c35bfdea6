import type { Loss } from "@chat-etl/sdk";
import type { MissingPolicy } from "./attachments.ts";

/** So begin the codes of losses and rejects that a file brought about. */
export const FILE_CODE = "file-";

/** What a file's code means: the same for all files that have it. */
const MEANINGS: Readonly<Record<string, string>> = {
  "bad-url": "Its address is none of http or https.",
  "private-address": "It lies in a private network, and its host is not named by --attachments.allowPrivate.",
  "unknown-host": "Its host is not known by name.",
  "no-answer": "Its host gave no answer.",
  "too-slow": "It took longer than --attachments.timeoutSeconds.",
  denied: "Its host refuses it: a key may have expired.",
  gone: "It is not there any more.",
  busy: "Its host wanted to be asked more slowly.",
  "sign-in-page": "Its host sent a page in place of it: a key may have expired.",
  "outside-export": "It lies outside of the export, from which nothing is read.",
  empty: "It was empty.",
  "cut-off": "The connection ended before it did.",
  "wrong-size": "It had another size than its host or the source said.",
  "too-large": "It is larger than --attachments.maxFileMegabytes.",
  "over-total": "It would exceed --attachments.maxTotalGigabytes.",
  "not-fetched": "It was not fetched.",
};

const ENDS: Readonly<Record<MissingPolicy, string>> = {
  "keep-link": "Its message keeps the old link.",
  drop: "Its message goes without it; one that was nothing else is not sent.",
  reject: "Its message is rejected.",
};

/** What is counted for a message whose file could not be copied. @param code the file's */
export function fileLoss(code: string, missing: MissingPolicy): Loss {
  const meaning = MEANINGS[code] ?? "Its host answered with what cannot be used.";
  return { code: `${FILE_CODE}${code}`, detail: `A file could not be copied. ${meaning} ${ENDS[missing]}` };
}
