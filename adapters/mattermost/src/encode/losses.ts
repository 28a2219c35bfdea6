import type { Loss } from "@chat-etl/sdk";

/** Everything that Mattermost's import cannot hold, and what becomes of it. */
export const LOSSES = {
  attachments: "Files are linked in the text and not brought along; one without an address is left out.",
  blank: "Characters that no database takes (NUL, half a pair) are replaced.",
  contact: "A user has no phones, no profile page, no status text, no time zone and no picture by address.",
  "conversation-details":
    "A channel has no picture, creator, owner, parent, category, tags, metadata or welcome messages.",
  "conversation-type":
    "What is no public or private channel, nor a talk of two to eight people, becomes a private channel.",
  cut: "Names, headers and purposes that are too long are cut.",
  "deactivated-at": "Who was deactivated at a time that nobody knows counts as deactivated when the run began.",
  "archived-at": "What was archived at a time that nobody knows counts as archived when the run began.",
  "direct-member": "Of a member of a direct channel only is kept who it is, and whether he favours it.",
  email:
    "Every user needs an address of his own: it is invented where there is none that Mattermost takes, and only one is kept.",
  extra: "What the source has beside has no place.",
  formatting: "Underlines, spoilers and dates are written as plain text.",
  "joined-at": "When somebody joined or left has no place.",
  "late-member": "Who joins a direct channel when it was sent already is left out: its members cannot change.",
  locale: "A locale has to be one of Mattermost's own, such as de or pt-BR.",
  location: "A location has no place.",
  "member-role": "A member is an administrator of the channel or none.",
  "message-type": "What is neither text nor a system message becomes text; of what happened the words are kept.",
  "not-member": "Only who is a member now is listed.",
  pin: "A pin has no time and nobody who made it, and a reply is not pinned.",
  quotes: "A post quotes none.",
  reactions: "Only the reaction of somebody who is known, by an emoji that has a name, is kept.",
  "reaction-at": "A reaction of unknown time counts as of the post's own.",
  "read-by": "Who read a message is known by his place in the channel only.",
  split: "What is longer than a post goes on in replies to it.",
  tags: "Tags and metadata have no place.",
  "user-details": "A user has no dates, friends, blocked people, tags, metadata or role of his own.",
  username: "A username is made of the source's id.",
  "user-type": "Bots, apps and the like become users.",
} as const satisfies Readonly<Record<string, string>>;

/** The losses of those codes that apply. */
export function lossesOf(applies: { readonly [C in keyof typeof LOSSES]?: boolean }): readonly Loss[] {
  return Object.entries(applies).flatMap(([code, isLost]) =>
    isLost ? [{ code, detail: LOSSES[code as keyof typeof LOSSES] }] : [],
  );
}

/** Whether there is anything in a field. */
export function isFilled(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

/** A text that every database takes, of so many characters at most; and whether anything of it was lost. */
export function fitted(text: string, characters: number): { readonly text: string; readonly isCut: boolean } {
  const clean = cleaned(text);
  const all = [...clean];
  return all.length <= characters
    ? { text: clean, isCut: false }
    : { text: all.slice(0, characters).join(""), isCut: true };
}

export function cleaned(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
