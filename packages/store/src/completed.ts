type Fields = Readonly<Record<string, unknown>>;

/** A record with the fields that only another one of its id has. Undefined: it has them all. */
export function completed(json: string, other: string): string | undefined {
  const record: Fields = JSON.parse(json);
  // Who is a member has come back, if ever he left.
  const isOpen = (name: string) => isEmpty(record[name]) && !(name === "leftAt" && record.state === "active");
  const more = Object.entries(JSON.parse(other)).filter(([name, value]) => isOpen(name) && !isEmpty(value));
  return more.length === 0 ? undefined : JSON.stringify({ ...record, ...Object.fromEntries(more) });
}

/** What a staged record has beyond what its source gave, as JSON. An estimated join is not among it: it is estimated anew. */
export function filledIn(json: string, given: string): string {
  const before: Fields = JSON.parse(given);
  const { joinedAt, joinedAtIsEstimated, ...record }: Fields = JSON.parse(json);
  const join = joinedAtIsEstimated === true ? {} : { joinedAt };
  const filled = Object.entries({ ...record, ...join }).filter(
    ([name, value]) => isEmpty(before[name]) && !isEmpty(value),
  );
  return JSON.stringify(Object.fromEntries(filled));
}

/** Missing, or the empty list or object that stands for it. */
function isEmpty(value: unknown): boolean {
  return value === undefined || (value instanceof Object && Object.keys(value).length === 0);
}

/**
 * What changes by itself whenever people write: a message's place in its export, a conversation's last message, when
 * somebody was seen last. A record that differs in nothing else has not changed.
 */
export const PASSING: ReadonlySet<string> = new Set(["rank", "lastMessageId", "lastActiveAt"]);

/** The names of the fields in which two records differ, in whatever order their keys come. */
export function differingFields(one: string, other: string): readonly string[] {
  if (one === other) return [];
  const [left, right]: readonly [Fields, Fields] = [JSON.parse(one), JSON.parse(other)];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].filter((name) => !PASSING.has(name) && !isSame(left[name], right[name]));
}

function isSame(one: unknown, other: unknown): boolean {
  if (!(one instanceof Object && other instanceof Object)) return Object.is(one, other);
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  if (Array.isArray(one) !== Array.isArray(other) || keys.length !== others.length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && isSame(Reflect.get(one, key), Reflect.get(other, key)));
}
