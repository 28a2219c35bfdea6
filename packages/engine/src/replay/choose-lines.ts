import { AnyRecord, type ChatRecord } from "@chat-etl/model";
import { ConfigError, type Page } from "@chat-etl/sdk";
import type { ReleasableLane, Release, Standing } from "@chat-etl/store";
import { badLine, type Correction, correctionOf, named } from "./correction.ts";

/** How many lines of a file are special. */
export interface Lines {
  /** No rejects any more, and just as the line says. */
  readonly settled: number;
  /** Changed, while a part of what they were is in the target. */
  readonly patched: number;
  /** Not applied: the source has given a newer record since the line was written. */
  readonly outdated: number;
  /** Applied, though the source was read again; nobody knows whether that was after the line was written. */
  readonly untold: number;
}

/**
 * Chooses the records of a file, as its lines have them unless the source has given something newer since.
 *
 * @throws ConfigError a line is not right
 */
export async function chooseLines(
  release: Release,
  corrections: AsyncIterable<Page>,
  lanes: readonly ReleasableLane[],
): Promise<Lines> {
  const passes = new Set(lanes.map(({ pass }) => pass));
  const counts = { chosen: 0, settled: 0, patched: 0, outdated: 0, untold: 0 };
  for await (const { values } of corrections) {
    for (const value of values) {
      const correction = correctionOf(value);
      if (!passes.has(correction.pass)) throw passNotAsked(correction);
      counts[await chooseLine(release, correction)] += 1;
    }
  }
  if (Object.values(counts).some((count) => count > 0)) return counts;
  throw new ConfigError("The file has no lines, so nothing was released or sent. Name another one with --from.");
}

/** @throws ConfigError */
async function chooseLine(release: Release, correction: Correction): Promise<"chosen" | keyof Lines> {
  const { origin, record, id, pass } = correction;
  const name = named(record.kind, id);
  const standing = await release.standing(record.kind, id, pass);
  if (standing === undefined) throw badLine(origin, `The workspace has no ${name}.`);
  const { seq, status, isPartIn } = standing;
  const isSame = textOf(standing.record) === textOf(record);
  const age = isSame ? "current" : ageOf(correction, standing);
  if (age === "outdated" && status !== "partly-in") {
    if (status === "rejected") await release.chooseOne(seq, pass, undefined);
    return "outdated";
  }
  const before = await release.chosen(seq, pass);
  if (before.isChosen || before.json !== undefined) {
    if ((before.json ?? textOf(standing.record)) !== textOf(record))
      throw badLine(origin, `An earlier line has ${name} too, and they differ.`);
  } else if (status === "partly-in") {
    throw badLine(origin, `A part of ${name} is in the target, which keeps what is sent twice.`);
  } else if (status !== "rejected") {
    // Just the same may come once more: an earlier replay of the file was cut off.
    if (isSame) return "settled";
    throw badLine(origin, `${name} is not rejected (it is ${status}), so it cannot be changed.`);
  } else if (!isSame) await mustFit(release, correction, standing.record);
  await release.chooseOne(seq, pass, isSame ? undefined : record);
  if (age === "untold") return "untold";
  return isPartIn && !isSame ? "patched" : "chosen";
}

/**
 * Whether a line was written before the source gave the record that is staged. Lines of older programs have no mark:
 * then the time of the last edit tells, where both have one.
 */
function ageOf({ mark, record }: Correction, standing: Standing): "current" | "outdated" | "untold" {
  if (mark !== undefined) return mark === standing.mark ? "current" : "outdated";
  if (!standing.isReread) return "current";
  const [now, then] = [editedAtOf(standing.record), editedAtOf(record)];
  if (now === undefined || then === undefined) return "untold";
  return then < now ? "outdated" : "current";
}

function editedAtOf(record: ChatRecord): number | undefined {
  return record.kind === "message" ? record.editedAt : undefined;
}

/** Only people and places that are there may be named in a place of their own. @throws ConfigError */
async function mustFit(release: Release, { origin, record }: Correction, before: ChatRecord): Promise<void> {
  if (record.kind !== "message" || before.kind !== "message") return;
  if (record.conversationId !== before.conversationId)
    throw badLine(origin, `"record.conversationId" is another one: a message stays in its conversation.`);
  if (record.authorId !== null && !(await release.has("user", record.authorId)))
    throw badLine(origin, `"record.authorId" names ${named("user", record.authorId)}, who is not there.`);
}

/** A record's one spelling, whoever wrote it down: in the order of the schema, defaults filled in. */
function textOf(record: ChatRecord): string {
  return JSON.stringify(AnyRecord.parse(record));
}

function passNotAsked({ origin, pass }: Correction): ConfigError {
  if (pass === undefined) throw new Error("The main load is always asked for.");
  return badLine(
    origin,
    `It was rejected in the pass "${pass}", which this run was not asked for: name it with --sink.passes.`,
  );
}
