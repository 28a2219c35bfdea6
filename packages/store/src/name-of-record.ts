import { ADDED } from "./own-streams.ts";

/** How people find a record `r`: where it was read, or what it is if resolving added it. */
export const NAME = `CASE stream WHEN '${ADDED}' THEN 'added "' || r.id || '"' ELSE origin END`;
