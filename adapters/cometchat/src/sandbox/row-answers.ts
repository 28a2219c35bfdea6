import { RowError } from "./errors.ts";
import type { State } from "./state/state.ts";

/** Does the same for each id, in one request, and tells for each how it went: one that fails leaves the others alone. */
export function rowAnswers(
  ids: readonly string[],
  work: (id: string) => object,
  state: State,
): Readonly<Record<string, object>> {
  return state.request(() => Object.fromEntries(ids.map((id) => [id, rowAnswer(() => work(id), state)])));
}

/** `{success: true, …}` with what the work gave, or `{success: false, error}`. */
export function rowAnswer(work: () => object, state: State): object {
  try {
    return { success: true, ...state.row(work) };
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    const { code, message, details } = error;
    return { success: false, error: { code, message, ...(details && { details }) } };
  }
}
