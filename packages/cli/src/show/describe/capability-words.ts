import type { SinkFacts, SourceFacts } from "@chat-etl/engine";
import { KINDS, type Kind } from "@chat-etl/model";
import { formatCount, formatDuration } from "../format.ts";
import { quotaText } from "../plan-words.ts";

const NOUNS: Readonly<Record<Kind, string>> = {
  user: "users",
  conversation: "conversations",
  membership: "memberships",
  message: "messages",
};

const ORDERS: Readonly<Record<SourceFacts["messageOrder"], string>> = {
  "oldest-first": "A conversation's messages are read oldest first.",
  "newest-first": "A conversation's messages are read newest first; they are loaded oldest first all the same.",
  unordered: "A conversation's messages are read in no order; they are loaded oldest first all the same.",
};

/** What a source can, in sentences. */
export function sourceSentences({ streams, messageOrder, ...can }: SourceFacts): readonly string[] {
  return [
    `It reads, in this order: ${streams.map(({ name }) => name).join(", ")}.`,
    ORDERS[messageOrder],
    can.resumable
      ? "A killed run goes on behind the last page that was saved."
      : "A killed run reads again what it had not read to its end; what is staged is passed over.",
    can.incremental
      ? "`--since` reads what came since; `--delta` reads all again and sends what is new."
      : "`--since` and `--delta` both read all again; only what is new is sent.",
    ...(can.canGuess ? ["`etl guess` looks at an unknown file and proposes how to read it."] : []),
  ];
}

/** What a sink can, in sentences. */
export function sinkSentences(facts: SinkFacts): readonly string[] {
  return [
    `At most in one request: ${KINDS.map((kind) => batchText(facts, kind)).join(", ")}.`,
    `It is loaded at ${quotaText(facts)}.`,
    ...dedupeSentences(facts),
    latenessSentence(facts),
    ageSentence(facts),
    ...(facts.fitsIdsOf.length > 0
      ? [`Ids of ${nounsOf(facts.fitsIdsOf)} are made fit for it; no two become one.`]
      : ["Ids go in as they are."]),
    facts.takesFiles
      ? "It takes files themselves: `--attachments copy`, if nothing else is said."
      : "Files are links: they stay where they are, unless `--attachments copy` puts them into a folder or a bucket.",
    facts.canVerify ? "`etl verify` reads it back and compares." : "It cannot be read back: no `etl verify`.",
    ...undoSentences(facts),
    facts.canMapUsers
      ? "`etl map users` lists who is there already."
      : "Who is there already cannot be listed: no `etl map users`.",
    ...(facts.probe === undefined ? [] : [`\`etl probe\` asks what its documentation leaves open. ${facts.probe}`]),
  ];
}

function batchText({ batch }: SinkFacts, kind: Kind): string {
  const { max, by } = batch[kind];
  const noun = max === 1 ? kind : NOUNS[kind];
  return `${formatCount(max)} ${noun}${by === undefined ? "" : " of one conversation"}`;
}

function dedupeSentences({ dedupes }: SinkFacts): readonly string[] {
  const kept = KINDS.filter((kind) => !dedupes.includes(kind));
  return [
    ...(dedupes.length > 0 ? [`It leaves one copy of ${nounsOf(dedupes)} that are sent twice.`] : []),
    ...(kept.length > 0
      ? [
          `It keeps ${nounsOf(kept)} as often as they are sent: what got no answer is read back before it is sent again.`,
        ]
      : []),
  ];
}

function latenessSentence({ lateMessages }: SinkFacts): string {
  if (lateMessages === "in-their-place") return "A message that comes late stands where its time says.";
  const behind = "A message that comes after later ones of its conversation stands behind them (loss `order`)";
  if (lateMessages === "behind") return `${behind}.`;
  return `${behind}, if it is not older by more than ${formatDuration(lateMessages.withinMs)}.`;
}

function ageSentence({ ageLimit }: SinkFacts): string {
  if (ageLimit === undefined) return "It takes messages of any age.";
  const { maxAgeMs, advice } = ageLimit;
  const age = maxAgeMs === "auto" ? "an age that a run finds out by trying" : formatDuration(maxAgeMs);
  return `It refuses messages older than ${age}. ${advice}`;
}

function undoSentences({ undo }: SinkFacts): readonly string[] {
  if (undo === undefined) return ["Nothing that was loaded can be removed: no `etl undo`."];
  return [`\`etl undo\` removes ${nounsOf(undo.removes)}.`, ...undo.stays];
}

function nounsOf(kinds: readonly Kind[]): string {
  const nouns = KINDS.filter((kind) => kinds.includes(kind)).map((kind) => NOUNS[kind]);
  return nouns.join(", ").replace(/, (\w+)$/, " and $1");
}
