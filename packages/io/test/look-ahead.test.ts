import { expect, it } from "vitest";
import { lookAhead } from "../src/look-ahead.ts";

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 1; number <= count; number += 1) yield number;
}

it("begins nothing before the first is asked for, and then never more than its width ahead", async () => {
  const begun: number[] = [];
  const ahead = lookAhead(numbers(9), 3, async (number) => {
    begun.push(number);
    return number * 10;
  });
  expect(begun).toEqual([]);
  const first = await ahead.next();
  expect(begun).toEqual([1, 2, 3]);
  expect(await first.value?.result).toBe(10);
  await ahead.next();
  expect(begun).toEqual([1, 2, 3, 4]);
});

it.each([0, 1, 2, 3, 4, 7])("hands out all %i in order", async (count) => {
  const results: number[] = [];
  for await (const { item, result } of lookAhead(numbers(count), 3, async (number) => number)) {
    expect(await result).toBe(item);
    results.push(item);
  }
  expect(results).toEqual(Array.from({ length: count }, (_, index) => index + 1));
});

it("lets a failure be met where its result is awaited, after those before it", async () => {
  const ahead = lookAhead(numbers(3), 3, async (number) => {
    if (number === 2) throw new Error("two");
    return number;
  });
  expect(await (await ahead.next()).value?.result).toBe(1);
  await expect((await ahead.next()).value?.result).rejects.toThrow("two");
});

it("closes what it reads from when nobody asks on", async () => {
  let isClosed = false;
  async function* endless(): AsyncGenerator<number> {
    try {
      for (;;) yield 1;
    } finally {
      isClosed = true;
    }
  }
  const ahead = lookAhead(endless(), 2, async (number) => number);
  await ahead.next();
  await ahead.return(undefined);
  expect(isClosed).toBe(true);
});
