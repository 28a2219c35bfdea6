export { anonymise } from "./anonymise.ts";
export { dateRange } from "./date-range.ts";
export { dropBots } from "./drop-bots.ts";
export { mapUsers } from "./map-users.ts";
export { redact } from "./redact.ts";
export { rename } from "./rename.ts";
