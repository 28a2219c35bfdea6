import { type Input, readJson } from "@chat-etl/io";
import { ConfigError, type Cursor, type Extracted, type Page, type Reason, type Unreadable } from "@chat-etl/sdk";
import * as z from "zod";

/** How much of a file is read at once, in bytes. Most day files are small and each has a buffer of its own; large ones lose nothing. */
const CHUNK_BYTES = 16_384;

/** More than any message has, far less than what overflows a stack. */
const DEEPEST = 200;

const TOO_DEEP: Reason = {
  code: "too-deep",
  message: `The value is nested more than ${DEEPEST} levels deep, as nothing of Slack is: repair it in the file.`,
};

/** Where it stood in a file, and which file that was; `isOver`: it could not be read further. */
const ArrayCursor = z.strictObject({
  isOver: z.boolean(),
  cursor: z.string(),
  sizeBytes: z.number().optional(),
  modifiedAt: z.number().optional(),
});
type ArrayCursor = z.output<typeof ArrayCursor>;

/** Values of one array, each with its place. */
export interface ArrayPage extends Page {
  readonly values: readonly (Extracted | Unreadable)[];
  readonly cursor: Cursor;
}

/**
 * The elements of a file that is one JSON array. A file that is damaged, or no array, is one unreadable value behind
 * those that could be read, and then over: the others of the export are none the worse for it.
 *
 * @throws ConfigError it is not there, may not be read, or is another than before
 */
export async function* readArray(
  input: Input,
  { after, signal }: { readonly after?: Cursor | undefined; readonly signal: AbortSignal },
): AsyncGenerator<ArrayPage, void> {
  const behind = after === undefined ? undefined : ArrayCursor.parse(JSON.parse(after));
  if (behind?.isOver) return;
  let facts: Pick<ArrayCursor, "sizeBytes" | "modifiedAt"> = {};
  let last: ArrayCursor["cursor"] = behind?.cursor ?? "";
  const watched: Input = {
    path: input.path,
    name: input.name,
    bytes: (abort) => input.bytes(abort),
    async open(abort) {
      const opened = await input.open(abort);
      facts = { sizeBytes: opened.facts?.sizeBytes, modifiedAt: opened.facts?.modifiedAt };
      return opened;
    },
  };
  try {
    for await (const page of readJson(watched, {
      select: "",
      after: behind?.cursor,
      signal,
      chunkBytes: CHUNK_BYTES,
    })) {
      last = page.cursor;
      yield { values: page.values.map(checked), cursor: JSON.stringify({ isOver: false, cursor: last, ...facts }) };
    }
  } catch (error) {
    if (!(error instanceof ConfigError) || isOperators(error) || isAnother(behind, facts)) throw error;
    const unreadable = {
      code: "damaged-file",
      message: `The file could not be read, or not to its end. ${error.message}`,
    };
    const cursor = JSON.stringify({ isOver: true, cursor: last, ...facts });
    yield { values: [{ unreadable, origin: input.name }], cursor };
  }
}

/** What the system refuses is none of the file's faults. */
function isOperators({ cause }: ConfigError): boolean {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" && cause.code.startsWith("E");
}

/** Whether the file is not the one that was read in part. */
function isAnother(behind: ArrayCursor | undefined, facts: Pick<ArrayCursor, "sizeBytes" | "modifiedAt">): boolean {
  return behind !== undefined && (behind.sizeBytes !== facts.sizeBytes || behind.modifiedAt !== facts.modifiedAt);
}

function checked(one: Extracted | Unreadable): Extracted | Unreadable {
  const { origin } = one;
  if ("unreadable" in one) return { unreadable: one.unreadable, origin };
  return isTooDeep(one.value) ? { unreadable: TOO_DEEP, origin } : { value: one.value, origin };
}

/** Goes no deeper than it may, so that it does not overflow the stack, whatever the depth. */
function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth > DEEPEST) return true;
  const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return inner.some((one) => isTooDeep(one, depth + 1));
}
