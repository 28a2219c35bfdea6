import { AnyRecord, type ChatRecord, idOf, KINDS } from "@chat-etl/model";
import { ConfigError, type Extracted, type Unreadable } from "@chat-etl/sdk";
import * as z from "zod";
import { shapeProblem } from "../extract/shape-problem.ts";

/** A line of a file of rejects, as it was exported and perhaps edited. What else a line says is for people. */
const Line = z.object({
  kind: z.enum(KINDS),
  id: z.string().min(1),
  pass: z.string().min(1).optional(),
  mark: z.string().min(1).optional(),
  record: z.unknown(),
});

/** A rejected record as the operator wants it sent. */
export interface Correction {
  /** The line: `rejects.jsonl:17`. */
  readonly origin: string;
  readonly record: ChatRecord;
  readonly id: string;
  readonly pass: string | undefined;
  /** Of what the source had given when the line was written. Missing: an older program wrote it. */
  readonly mark: string | undefined;
}

/** @throws ConfigError the line is no record, or not that of the id that it names */
export function correctionOf(value: Extracted | Unreadable): Correction {
  const { origin } = value;
  if ("unreadable" in value) throw badLine(origin, value.unreadable.message);
  const line = Line.safeParse(value.value);
  if (!line.success)
    throw badLine(
      origin,
      `${shapeProblem(line.error, Line)} A line has "kind", "id" and "record", as etl errors --export writes it.`,
    );
  const { kind, id, pass, mark } = line.data;
  const checked = AnyRecord.safeParse(line.data.record);
  if (!checked.success) throw badLine(origin, `"record" is no record: ${shapeProblem(checked.error, AnyRecord)}`);
  const record = checked.data;
  if (record.kind !== kind) throw badLine(origin, `"record" is of kind "${record.kind}", the line of kind "${kind}".`);
  if (idOf(record) !== id)
    throw badLine(origin, `"record" has another id than the line, ${named(kind, id)}. Ids must stay as they are.`);
  return { origin, record, id, pass, mark };
}

/** `message "m1"` */
export function named(kind: string, id: string): string {
  return `${kind} ${JSON.stringify(id)}`;
}

/** Of a file nothing is sent before all of it is right. */
export function badLine(origin: string, problem: string): ConfigError {
  return new ConfigError(`${origin}: ${problem} Nothing was released or sent. Put the line right, or leave it out.`);
}
