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

export interface Admitted {
  readonly participants: ReadonlySet<string>;
  /** TalkJS's code for not letting the system's user in. Missing: it has let him in, or was not asked. */
  readonly systemRefusal?: string | undefined;
}

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

/** What was read back. @param admitted who takes part; missing: whoever is absent may be sent */
export function settledOutcomes(
  batch: readonly MessageWire[],
  found: readonly (Found | undefined)[],
  admitted?: Admitted,
): readonly Outcome[] {
  return batch.map(({ sender, file, isSystemUser }, index) => {
    const message = found[index];
    if (message !== undefined) return written(message.id, file !== undefined && !hasFile(message));
    const isOutside = admitted !== undefined && sender !== undefined && !admitted.participants.has(sender);
    if (!isOutside) return { status: "retry", reason: ABSENT };
    return { status: "rejected", reason: isSystemUser ? systemOutside(admitted) : OUTSIDE };
  });
}

function systemOutside({ systemRefusal }: Admitted): Reason {
  const why = systemRefusal === undefined ? "he is not in it any more" : `TalkJS refused him (${systemRefusal})`;
  return {
    code: "system-outside",
    message: `The user "System", who says what the system says in this dialect, does not take part in the conversation: ${why}. If it is full, make room in it; if he is not in the app, run again; or leave such messages out with --sink.systemMessages drop, in a new run.`,
  };
}

function written(targetId: string | undefined, isLinked: boolean): Outcome {
  return { status: "written", targetId, ...(isLinked ? { losses: lossesOf(new Set(["file-unavailable"])) } : {}) };
}
