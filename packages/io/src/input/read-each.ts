import { ChangedInputError, ConfigError, type Cursor, type Page } from "@chat-etl/sdk";
import * as z from "zod";
import type { Input } from "./byte-source.ts";

/** Which input, and where in it. */
const EachCursor = z.strictObject({
  input: z.string(),
  /** Where it stood among the inputs: an archive may have two entries of one name. */
  at: z.int().nonnegative(),
  cursor: z.string(),
});

type Named = Pick<Input, "name">;

/** How one input is read, from its beginning or behind a cursor of its own. */
export type ReadOne<P extends Page, I = Input> = (input: I, after: Cursor | undefined) => AsyncIterable<P>;

/**
 * Reads several inputs one after the other by any reader; each is an input, or something of that name with one in it, so
 * that what is known of it is at hand where it is read. A resumed reading goes on in the input the cursor names:
 * those before it are not opened.
 *
 * @throws ConfigError that input is not there any more
 */
export async function* readEach<P extends Page, I extends Named = Input>(
  inputs: readonly I[],
  { after, read }: { readonly after?: Cursor | undefined; readonly read: ReadOne<P, I> },
): AsyncGenerator<P, void> {
  const from = after === undefined ? undefined : placeOf(after, inputs);
  for (const [at, input] of inputs.entries()) {
    if (from !== undefined && at < from.at) continue;
    const inside = at === from?.at ? from.cursor : undefined;
    for await (const page of read(input, inside)) yield { ...page, cursor: cursorIn(input.name, at, page.cursor) };
  }
}

function cursorIn(input: string, at: number, cursor: Cursor | undefined): Cursor | undefined {
  if (cursor === undefined) return undefined;
  return JSON.stringify({ input, at, cursor } satisfies z.input<typeof EachCursor>);
}

function placeOf(after: Cursor, inputs: readonly Named[]): { readonly at: number; readonly cursor: Cursor } {
  const parsed = EachCursor.safeParse(parseOrNothing(after));
  if (!parsed.success) {
    throw new ConfigError("The place to read on from is not understood. Start again with --fresh.");
  }
  const { input, at, cursor } = parsed.data;
  if (inputs[at]?.name === input) return { at, cursor };
  const elsewhere = inputs.findIndex(({ name }) => name === input);
  if (elsewhere >= 0) return { at: elsewhere, cursor };
  const advice = "Put it back, or run with --delta, which reads what is there from its beginning";
  throw new ChangedInputError(`"${input}", which was read in part, is not there any more. ${advice}.`);
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
