/** Under this stream stand the records that others brought along. */
export const DERIVED = "derived";

/** Under this stream stand the records that resolving added. */
export const ADDED = "resolve";
