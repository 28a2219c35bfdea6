import { ApiError, badField, type Details, PoisonError, RowError } from "../errors.ts";
import type { CometchatSandboxOptions } from "../options.ts";
import type { State } from "../state/state.ts";
import { isMap, orderedEntries } from "./ordered-entries.ts";

/** Documented for every import endpoint ("Data migration: constraints, rate limits and errors"). */
const ENTRIES_PER_REQUEST = 50;

export type Row = Readonly<Record<string, unknown>>;

/** What the rows of one request are stored with. */
export interface ImportContext {
  readonly state: State;
  readonly options: CometchatSandboxOptions;
  /** When the request came, in UNIX seconds. */
  readonly now: number;
}

/** One of the four import endpoints. */
export interface ImportKind {
  readonly wrapper: "users" | "groups" | "members" | "messages";
  /** The code for a body without a map at `wrapper`. */
  readonly formatCode: string;
  /** The field in which a row repeats its key. */
  readonly idField: string;
  /** Whether the platform lowercases that id. */
  readonly lowercases: boolean;
  /** Checks and stores one row and gives its entity. @throws RowError, PoisonError; ApiError to undo the whole request */
  store(row: Row, context: ImportContext): object;
}

export type RowAnswer =
  | { readonly success: true; readonly data: object }
  | { readonly success: false; readonly error: { code: string; message: string; details?: Details } };

/**
 * Stores a batch in one transaction and gives the answers by key, in the order received.
 *
 * @throws ApiError when the request is refused as a whole, or a row has poisoned it (then good rows are stored)
 */
export function importBatch(text: string, kind: ImportKind, context: ImportContext): Map<string, RowAnswer> {
  const entries = entriesOf(text, kind);
  const { answers, isPoisoned } = context.state.request(() => storeRows(entries, kind, context));
  if (isPoisoned) throw new ApiError(500, "ERR_EXCEPTION", "Something went wrong.");
  return answers;
}

type Entries = readonly (readonly [string, unknown])[];

function entriesOf(text: string, kind: ImportKind): Entries {
  const entries = parse(text, kind.wrapper);
  if (entries === undefined) {
    throw new ApiError(400, kind.formatCode, `The field "${kind.wrapper}" must be an object of entries.`);
  }
  if (entries.length <= ENTRIES_PER_REQUEST) return entries;
  const message = `A request may hold ${ENTRIES_PER_REQUEST} entries, but this one has ${entries.length}.`;
  throw new ApiError(400, "ERR_BAD_REQUEST", message, { [kind.wrapper]: [message] });
}

function parse(text: string, wrapper: string): Entries | undefined {
  try {
    return orderedEntries(text, wrapper);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ApiError(400, "ERR_BAD_REQUEST", "The body is no JSON.");
    throw error;
  }
}

function storeRows(entries: Entries, kind: ImportKind, context: ImportContext) {
  const { poisonMode, keyCase } = context.options;
  const answers = new Map<string, RowAnswer>();
  let isPoisoned = false;
  for (const [key, row] of entries) {
    const answer = storeRow(key, row, { kind, context });
    if (answer === "poison") isPoisoned = true;
    else answers.set(keyCase === "lower" && kind.lowercases ? key.toLowerCase() : key, answer);
    if (isPoisoned && poisonMode === "stop") break;
  }
  return { answers, isPoisoned };
}

interface RowPlace {
  readonly kind: ImportKind;
  readonly context: ImportContext;
}

function storeRow(key: string, row: unknown, { kind, context }: RowPlace): RowAnswer | "poison" {
  try {
    const data = context.state.row(() => kind.store(keyedRow(key, row, kind.idField), context));
    return { success: true, data: context.options.rowNesting === "double" ? { data } : data };
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    if (error instanceof PoisonError && context.options.poisonMode !== "row") return "poison";
    const { code, message, details } = error;
    return { success: false, error: { code, message, ...(details && { details }) } };
  }
}

function keyedRow(key: string, row: unknown, idField: string): Row {
  if (isMap(row) && row[idField] === key && key !== "") return row;
  throw badField(idField, `The ${idField} must be the same as the entry's key.`);
}
