import { createHash } from "node:crypto";
import { AnyRecord, type ChatRecord, type RecordInput } from "@chat-etl/model";
import { ConfigError, type Reason, RecordError, type Transform } from "@chat-etl/sdk";
import type { TransformList } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import { shapeProblem } from "./shape-problem.ts";
import { isStackExhausted } from "./stack-exhausted.ts";

/** A record as it is staged; or dropped, and then as the records that name it know it. */
export interface Transformed {
  readonly record: ChatRecord;
  /** The rule by which it is dropped. Missing: it is not. */
  readonly drop?: Reason | undefined;
}

/** The transforms of a pipeline, one behind the other, and then the ids that a map gives to people. */
export class TransformChain {
  readonly #transforms: readonly Transform[];
  readonly #rename: (record: ChatRecord) => ChatRecord;
  /** How many records each has changed. */
  readonly #changed: number[];

  constructor(transforms: readonly Transform[], rename: (record: ChatRecord) => ChatRecord = (record) => record) {
    this.#transforms = transforms;
    this.#rename = rename;
    this.#changed = transforms.map(() => 0);
  }

  /**
   * A dropped record goes through the rest as well: what was written by a user who is dropped names him as they do.
   *
   * @throws RecordError a transform made something else than a record of this kind. ConfigError it failed
   */
  apply(given: ChatRecord, origin: string): Transformed {
    let record = given;
    let drop: Reason | undefined;
    for (const [index, transform] of this.#transforms.entries()) {
      const result = applied(transform, record, origin);
      if (isObject(result) && "drop" in result) drop ??= result.drop;
      else if (result !== record) {
        record = checked(result, record, transform);
        this.#changed[index] = (this.#changed[index] ?? 0) + 1;
      }
    }
    return { record: this.#rename(record), drop };
  }

  /** Everything is read. */
  tell(onEvent: OnEvent): void {
    for (const [index, { name }] of this.#transforms.entries()) {
      const count = this.#changed[index] ?? 0;
      const message = `The transform "${name}" changed ${count.toLocaleString("en-US")} of the records that were read.`;
      if (count > 0) onEvent({ event: "notice", code: "transformed", message });
    }
  }
}

/** What a workspace remembers of them. */
export function transformList(transforms: readonly Transform[] = []): TransformList {
  const text = JSON.stringify(transforms.map(({ name, options }) => [name, options]));
  return {
    names: transforms.map(({ name }) => name),
    digest: createHash("sha256").update(text).digest("hex"),
  };
}

/** A transform may be written in JavaScript, and give back anything. */
function isObject(result: unknown): result is object {
  return typeof result === "object" && result !== null;
}

function applied(transform: Transform, record: ChatRecord, origin: string): ReturnType<Transform["apply"]> {
  try {
    return transform.apply(record);
  } catch (cause) {
    if (cause instanceof RecordError || isStackExhausted(cause)) throw cause;
    // Its message may quote the record.
    const what = cause instanceof Error ? cause.name : "something that is no error";
    throw new ConfigError(
      `The transform "${transform.name}" threw ${what} at the ${record.kind} from ${origin}. Put the transform right, and run again.`,
      { cause },
    );
  }
}

/** @throws RecordError */
function checked(result: RecordInput, before: ChatRecord, { name }: Transform): ChatRecord {
  const made = AnyRecord.safeParse(result);
  if (made.success && made.data.kind === before.kind) return made.data;
  const problem = made.success ? `A ${before.kind} became a ${made.data.kind}.` : shapeProblem(made.error, AnyRecord);
  throw new RecordError(
    "transform-shape",
    `The transform "${name}" made no record of it: ${problem} Put the transform right, and read anew with --fresh.`,
  );
}
