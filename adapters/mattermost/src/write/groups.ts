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

interface Joining<Value, Member> {
  keyOf(value: Value): string;
  /** Gets the groups of keys that no value has. */
  onAlone(group: readonly Member[]): void;
}

/** Each value with the group of its key, if there is one. Both come in the order of their keys. */
export async function* leftOf<Value, Member>(
  values: AsyncIterable<Value>,
  groups: AsyncGenerator<readonly [string, readonly Member[]], void>,
  { keyOf, onAlone }: Joining<Value, Member>,
): AsyncGenerator<readonly [Value, readonly Member[]], void> {
  try {
    let head = await groups.next();
    let isTaken = false;
    const goOn = async (): Promise<void> => {
      if (!head.done && !isTaken) onAlone(head.value[1]);
      head = await groups.next();
      isTaken = false;
    };
    for await (const value of values) {
      const key = keyOf(value);
      while (!head.done && head.value[0] < key) await goOn();
      const own = !head.done && head.value[0] === key ? head.value[1] : undefined;
      isTaken ||= own !== undefined;
      yield [value, own ?? []];
    }
    while (!head.done) await goOn();
  } finally {
    await groups.return();
  }
}
