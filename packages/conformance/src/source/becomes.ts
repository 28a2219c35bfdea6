import { AnyRecord, type ChatRecord, type RecordInput } from "@chat-etl/model";
import { type AnySource, type Normalized, type Page, type Reason, RecordError } from "@chat-etl/sdk";

/** What became of one value of a stream, as the engine sorts it. */
export interface Becomes {
  readonly origin: string;
  /** What `normalize` gave, records it brought along included. */
  readonly inputs: readonly RecordInput[];
  /** Why something of it was left out or refused. */
  readonly reasons: readonly Reason[];
}

/** @throws whatever `normalize` throws beside a RecordError */
export function becomes(definition: AnySource, stream: string, one: Page["values"][number]): Becomes {
  const { origin } = one;
  if ("unreadable" in one) return { origin, inputs: [], reasons: [one.unreadable] };
  const made = normalized(definition, stream, one.value);
  if (made === undefined) return { origin, inputs: [], reasons: [] };
  if ("drop" in made) return { origin, inputs: [], reasons: [made.drop] };
  const inputs = made.flatMap((part) => ("refused" in part ? [] : "derived" in part ? [part.derived] : [part]));
  const reasons = made.flatMap((part) => ("refused" in part ? [part.refused] : []));
  return { origin, inputs, reasons };
}

/** What `normalize` makes of a raw value; undefined: it does not fit its wire schema. */
export function normalized(definition: AnySource, stream: string, value: unknown): Normalized | undefined {
  const spec = definition.streams[stream];
  const wire = spec?.wire.safeParse(value);
  if (spec === undefined || !wire?.success) return undefined;
  return normalizedWire(() => spec.normalize(wire.data));
}

/** A RecordError is a value's refusal, whichever way it is told. */
export function normalizedWire(normalize: () => Normalized): Normalized {
  try {
    return normalize();
  } catch (error) {
    if (error instanceof RecordError) return { drop: { code: error.code, message: error.message } };
    throw error;
  }
}

/** The records among them that are the source's own messages, in the order they were read. */
export function messagesOf(all: readonly Becomes[]): readonly ChatRecord<"message">[] {
  return all
    .flatMap(({ inputs }) => inputs)
    .flatMap((input) => {
      const record = AnyRecord.safeParse(input).data;
      return record?.kind === "message" ? [record] : [];
    });
}
