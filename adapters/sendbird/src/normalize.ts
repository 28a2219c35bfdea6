export { normalizeChannel } from "./normalize-channel.ts";
export { normalizeMessage } from "./normalize-message.ts";
export { normalizeMember, normalizeUser } from "./normalize-user.ts";
