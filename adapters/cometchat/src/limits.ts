/** Most entries of one data import request (CometChat, data import constraints). */
export const ENTRIES_PER_REQUEST = 50;

/** Longest uid or guid (CometChat, properties and constraints). A muid has no documented limit and keeps to the same. */
export const ID_CHARS = 100;

/** Longest name of a user or group. An emoji counts as two, so these are UTF-16 units (properties and constraints). */
export const NAME_CHARS = 100;

/** Longest avatar, icon or link (properties and constraints). */
export const URL_CHARS = 3_000;

/** Largest metadata of a user or group: 5 KB, measured as UTF-8 JSON (properties and constraints). */
export const METADATA_BYTES = 5_000;

/** Largest `data` of a message: 10 KB, measured as UTF-8 JSON (properties and constraints). */
export const DATA_BYTES = 10_000;

/** Longest JSON of a message in characters, metadata included (properties and constraints). */
export const MESSAGE_CHARS = 65_536;

/** Most tags of a user, group or message, and the longest one (properties and constraints). */
export const TAGS_PER_ENTITY = 25;
export const TAG_CHARS = 100;

/** Most distinct users mentioned in one message (CometChat, send message constraints). */
export const MENTIONS_PER_MESSAGE = 10;

/** Above this size conversations and unread counts of a group are not updated (properties and constraints). */
export const LIVELY_GROUP_MEMBERS = 300;

/** Times are 10-digit UNIX seconds (CometChat, data import): 2001-09-09 to 2286-11-20. */
export const EARLIEST_SECOND = 1_000_000_000;
export const LATEST_SECOND = 9_999_999_999;

/** Most friends or blocked users of one call (CometChat, friends). */
export const PEOPLE_PER_CALL = 25;

/** Most different reactions of a message, and the longest one (CometChat, reactions). */
export const REACTIONS_PER_MESSAGE = 25;
export const REACTION_CHARS = 45;

/** Longest description of a group (properties and constraints). */
export const DESCRIPTION_CHARS = 255;
