export { normalizePerson } from "./normalize/people.ts";
export { normalizePlace } from "./normalize/places.ts";
export { normalizeThread } from "./normalize/threads.ts";
