/** Neighbours of one key, together. */
export async function* groupsOf<Value>(
  values: AsyncIterable<Value>,
  keyOf: (value: Value) => string,
): AsyncGenerator<readonly [string, readonly Value[]], void> {
  let key: string | undefined;
  let group: Value[] = [];
  for await (const value of values) {
    const next = keyOf(value);
    if (key !== undefined && next !== key) {
      yield [key, group];
      group = [];
    }
    key = next;
    group.push(value);
  }
  if (key !== undefined) yield [key, group];
}

/** Each value with the group of its key, if there is one. Both come in the order of their keys. */
export async function* leftOf<Value, Member>(
  values: AsyncIterable<Value>,
  groups: AsyncGenerator<readonly [string, readonly Member[]], void>,
  { keyOf }: { keyOf(value: Value): string },
): AsyncGenerator<readonly [Value, readonly Member[]], void> {
  try {
    let head = await groups.next();
    for await (const value of values) {
      const key = keyOf(value);
      while (!head.done && head.value[0] < key) head = await groups.next();
      yield [value, !head.done && head.value[0] === key ? head.value[1] : []];
    }
  } finally {
    await groups.return();
  }
}
