/** Does so many things, so many at once. */
export async function eachOf(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> {
  const queue = Array.from({ length: count }, (_, index) => index).values();
  const worker = async () => {
    for (const index of queue) await work(index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
