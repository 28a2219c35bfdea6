import type { Normalized, Reason } from "@chat-etl/sdk";
import { isTrue } from "./mapping/fields.ts";
import type { WireValue } from "./wire.ts";

const NO_RULE: Reason = { code: "no-rule", message: "No rule of the mapping makes anything of this value." };

/** What the rules of the mapping make of a value. @throws RecordError */
export function normalizeValue({ scope, isArray, input, env }: WireValue): Normalized {
  if (scope === undefined)
    return { drop: { code: "no-array", message: `The file has no array at "${input.select}".` } };
  if (isArray) {
    const records = input.once.flatMap((rule) => rule.make(scope, env));
    return records.map((record) => ("kind" in record && !("refused" in record) ? { derived: record } : record));
  }
  const drop = input.drop.find(({ when }) => isTrue(when.evaluate(scope)));
  if (drop !== undefined) return { drop: { code: drop.code, message: drop.because } };
  const records = input.records.flatMap((rule) => rule.make(scope, env));
  if (records.length === 0) return { drop: NO_RULE };
  if (input.order === "oldest-first") return records;
  const rank = -Number(scope.keys.at(-1));
  return records.map((record) => ("id" in record && record.kind === "message" ? { rank, ...record } : record));
}
