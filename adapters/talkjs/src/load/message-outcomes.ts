import { type Outcome, type Reason, TransientError } from "@chat-etl/sdk";
import * as z from "zod";
import { lossesOf } from "../encode/losses.ts";
import type { MessageWire } from "../wire-import.ts";
import { type Found, hasFile } from "./read-back.ts";

/** The new ids, in order. The documented edition of the import does not describe its answer (TalkJS sheet, 0.3). */
const Imported = z.array(z.looseObject({ id: z.string() }));

const ABSENT: Reason = { code: "absent", message: "It is not in the conversation; it is sent." };
const OUTSIDE: Reason = {
  code: "author-outside",
  message:
    "Its author does not take part in the conversation, and TalkJS takes messages of participants only: he could not be added, most likely because the conversation is full. Make room in it, or give the message another author.",
};

/** What was imported. @param linked the wires whose file could not be had */
export function importedOutcomes(
  batch: readonly MessageWire[],
  body: unknown,
  linked: ReadonlySet<MessageWire>,
): readonly Outcome[] {
  const ids = Imported.safeParse(body).data;
  if (ids !== undefined && ids.length !== batch.length) {
    const message = `TalkJS answered an import of ${batch.length} messages with ${ids.length} ids.`;
    throw new TransientError(message, { delivery: "unknown" });
  }
  return batch.map((wire, index) => written(ids?.[index]?.id, linked.has(wire)));
}

/** What was read back. @param participants who takes part; missing: whoever is absent may be sent */
export function settledOutcomes(
  batch: readonly MessageWire[],
  found: readonly (Found | undefined)[],
  participants?: ReadonlySet<string>,
): readonly Outcome[] {
  return batch.map(({ sender, file }, index) => {
    const message = found[index];
    if (message !== undefined) return written(message.id, file !== undefined && !hasFile(message));
    const isOutside = participants !== undefined && sender !== undefined && !participants.has(sender);
    return isOutside ? { status: "rejected", reason: OUTSIDE } : { status: "retry", reason: ABSENT };
  });
}

function written(targetId: string | undefined, isLinked: boolean): Outcome {
  return { status: "written", targetId, ...(isLinked ? { losses: lossesOf(new Set(["file-unavailable"])) } : {}) };
}
