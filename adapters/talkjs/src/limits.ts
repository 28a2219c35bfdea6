/** Most users of one `PUT /users` (TalkJS sheet, 5.3). */
export const USERS_PER_REQUEST = 100;

/** Most messages of one import by the documentation; newer official code sends 100 (TalkJS sheet, T4). */
export const MESSAGES_PER_REQUEST = 10;

/** Most participants that the smallest plan allows in a conversation (TalkJS sheet, T16). Also most in one request. */
export const PARTICIPANTS_PER_CONVERSATION = 100;

/** Requests that TalkJS takes at once before the rate counts (TalkJS sheet, section 3). */
export const BURST = 600;

/** Most messages that one page of a list holds (TalkJS sheet, section 4). */
export const MESSAGES_PER_PAGE = 100;

/**
 * Page sizes TalkJS is known to fall back to: its default 10, 30 for conversations, 50 in older years. A page of just
 * this length may be cut there, so it is not taken for the last one (TalkJS sheet, section 4, T7).
 */
export const KNOWN_PAGE_SIZES: readonly number[] = [10, 30, 50];

/** Most different emoji of a message (TalkJS sheet, 8.2). */
export const EMOJI_PER_MESSAGE = 50;

/** Longest custom emoji, colons included (TalkJS sheet, 8.2). */
export const CUSTOM_EMOJI_CHARS = 50;
