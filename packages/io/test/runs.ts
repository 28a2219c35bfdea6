/** Whether it is `pnpm soak` that runs the tests: longer, and with other inputs. */
export const IS_SOAK = process.env.SOAK !== undefined;

/** How often a property is tried: forty times as often by `pnpm soak`. */
export function runs(count: number): { readonly numRuns: number } {
  return { numRuns: IS_SOAK ? 40 * count : count };
}
