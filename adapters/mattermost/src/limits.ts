// What a Mattermost server takes, by its own code: https://github.com/mattermost/mattermost, in server/public/model
// user.go (UserNameMaxLength, UserEmailMaxLength, restrictedUsernames), channel.go (ChannelNameMaxLength, gmNameRegex),
// team.go and utils.go (reservedName, IsValidEmail), post.go (PostMessageMaxRunesV2), as
// server/channels/app/imports/import_validators.go holds each line of an import to them. Characters are code points.

/** 3 to 64 characters (a server takes one, too; its forms want three), and none of the names that mean something else. */
export const USERNAME = /^(?!(?:all|channel|here|matterbot|system)$)[a-z][a-z0-9._-]{2,63}$/;

/** 2 to 64 characters. Two underscores and 40 hexadecimal digits are the names of direct channels. */
export const CHANNEL_NAME = /^(?!.*__|[a-f0-9]{40}$)[a-z0-9][a-z0-9_-]{0,62}[a-z0-9]$/;

/** Every team has these, and everybody in it is a member of the first. */
export const CHANNELS_OF_EVERY_TEAM: ReadonlySet<string> = new Set(["town-square", "off-topic"]);

/** 2 to 64 characters, and beginning with no word that stands for something else in an address. */
export const TEAM_NAME =
  /^(?!admin|api|boards|channel|claim|error|files|help|landing|login|mfa|oauth|playbooks|plug|post|signup)[a-z][a-z0-9-]{0,62}[a-z0-9]$/;

const ATOM = String.raw`[^\s\p{C}@<>()\[\]\\,;:".]+`;
const ATOMS = String.raw`${ATOM}(?:\.${ATOM})*`;
const EMAIL = new RegExp(`^${ATOMS}@${ATOMS}$`, "u");
const EMAIL_BYTES = 128;

/** Most characters of a domain behind the longest username, a full stop, twelve digits and an `@`. */
export const DOMAIN_CHARACTERS = EMAIL_BYTES - 64 - 14;

/** Nickname, first and last name. */
export const NAME_CHARACTERS = 64;
export const POSITION_CHARACTERS = 128;

export const TITLE_CHARACTERS = 64;
export const HEADER_CHARACTERS = 1_024;
export const PURPOSE_CHARACTERS = 250;

/** A direct channel has so many members. */
export const LEAST_MEMBERS = 2;
export const MOST_MEMBERS = 8;

/** Of a post: a quarter of the 65,535 bytes that its column has at least. */
export const POST_CHARACTERS = 16_383;

/** Types of the server's own posts: one with another type ends an import (`Post.IsValid` in post.go). */
export const SYSTEM_TYPES: ReadonlySet<string> = new Set([
  "system_generic",
  "system_join_leave",
  "system_auto_responder",
  "system_add_remove",
  "system_join_channel",
  "system_guest_join_channel",
  "system_leave_channel",
  "system_join_team",
  "system_leave_team",
  "system_add_to_channel",
  "system_add_guest_to_chan",
  "system_remove_from_channel",
  "system_move_channel",
  "system_add_to_team",
  "system_remove_from_team",
  "system_header_change",
  "system_purpose_change",
  "system_displayname_change",
  "system_convert_channel",
  "system_channel_deleted",
  "system_channel_restored",
  "system_change_chan_privacy",
  "system_wrangler",
  "system_gm_to_channel",
]);

/** Whether a server takes it as the address of a user, in lower case. */
export function isEmail(text: string): boolean {
  return Buffer.byteLength(text) <= EMAIL_BYTES && EMAIL.test(text);
}
