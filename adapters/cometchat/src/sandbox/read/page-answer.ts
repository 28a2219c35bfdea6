import type { Backend } from "../backend.ts";
import type { Slice } from "../state/sql.ts";

export interface ListPage {
  readonly data: readonly object[];
  readonly total: number;
  readonly perPage: number;
  readonly page: number;
  /** Missing: nothing on this page. */
  readonly cursor?: object | undefined;
  /** Where the documentation's example of this list has the cursor. */
  readonly documentedPlace: "inside" | "beside";
}

/** The answer of a page-numbered list (CometChat sheet, 4.4). */
export function pageAnswer({ data, total, perPage, page, cursor, documentedPlace }: ListPage, { options }: Backend) {
  const pagination = {
    total: options.totalZero ? 0 : total,
    count: data.length,
    per_page: perPage,
    current_page: page,
    total_pages: options.totalZero ? 1 : Math.max(1, Math.ceil(total / perPage)),
  };
  const place = options.cursorPlace === "documented" ? documentedPlace : options.cursorPlace;
  if (cursor === undefined) return { data, meta: { pagination } };
  return place === "inside" ? { data, meta: { pagination, cursor } } : { data, meta: { pagination }, cursor };
}

export function sliceOf({ perPage, page }: { readonly perPage: number; readonly page: number }): Slice {
  return { limit: perPage, offset: (page - 1) * perPage };
}

/** A cursor that names the last change of the last entity on the page. */
export function changeCursor(
  rows: readonly { readonly createdAt: number; readonly updatedAt?: number | undefined }[],
): object | undefined {
  const last = rows.at(-1);
  return last && { updatedAt: last.updatedAt ?? last.createdAt, affix: "append" };
}
