import { conversationOf, type Draft, humans, type MutableRaw, place, post, someInstant } from "../draft.ts";
import type { Quirk } from "../options.ts";
import { MINUTE, secondsOf, tsOf } from "../timestamps.ts";
import { deletedStubOf, humanOf, SLACKBOT } from "../users.ts";

const STRANGER_TEAM = "T0SOUTHPORT";

/** §18 row 4: everywhere that an id can stand, one that no index lists. */
export function unknownUsers(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const [known = ""] = humans(draft);
  const at = () => someInstant(draft);
  const here = (userId: string, detail: string, ts?: unknown) =>
    place(draft, "unknown-users", {
      userId,
      detail,
      conversationId: home.id,
      ...(ts === undefined ? {} : { ts: String(ts) }),
    });

  const entry = home.entry ?? {};
  entry.members = [...((entry.members as string[]) ?? []), "U0UNKNOWN01"];
  here("U0UNKNOWN01", "member");
  entry.creator = "U0UNKNOWN02";
  here("U0UNKNOWN02", "creator");
  entry.topic = { value: "tides", creator: "U0UNKNOWN03", last_set: secondsOf(draft.start) };
  here("U0UNKNOWN03", "topic.creator");
  here("U0UNKNOWN04", "author without a profile", post(home, at(), { user: "U0UNKNOWN04", text: "who am I?" }).raw.ts);
  const profile = {
    real_name: "Uma Unlisted",
    display_name: "uma",
    first_name: "Uma",
    name: "uma",
    team: STRANGER_TEAM,
  };
  const known5 = post(home, at(), { user: "U0UNKNOWN05", text: "I am Uma", user_profile: profile });
  here("U0UNKNOWN05", "author with a user_profile", known5.raw.ts);
  const reactions = [{ name: "boat", users: ["U0UNKNOWN06"], count: 1 }];
  here("U0UNKNOWN06", "reaction", post(home, at(), { user: known, text: "boats!", reactions }).raw.ts);
  here("U0UNKNOWN07", "mention", post(home, at(), { user: known, text: "ask <@U0UNKNOWN07>" }).raw.ts);
  const join = {
    subtype: "channel_join",
    user: known,
    text: `<@${known}> has joined the channel`,
    inviter: "U0UNKNOWN08",
  };
  here("U0UNKNOWN08", "inviter", post(home, at(), join, { isSystem: true }).raw.ts);
  const editedAt = at();
  const edited = { user: "U0UNKNOWN09", ts: tsOf(editedAt + MINUTE) };
  here("U0UNKNOWN09", "edited.user", post(home, editedAt, { user: known, text: "better now", edited }).raw.ts);
}

export function slackbotNotListed(draft: Draft): void {
  const index = draft.users.findIndex(({ id }) => id === SLACKBOT);
  if (index >= 0) draft.users.splice(index, 1);
  const home = conversationOf(draft, "public");
  const { raw } = post(home, someInstant(draft), { user: SLACKBOT, text: "Reminder: bail out the boats." });
  place(draft, "slackbot-not-listed", { userId: SLACKBOT, conversationId: home.id, ts: String(raw.ts) });
}

/** §18 row 6: one whom the index lists, one whom only a message tells of. */
export function slackConnectStrangers(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const listed = humanOf("U0STRANGER1", "sol", "Sol Weaver");
  draft.users.push({ ...listed, team_id: STRANGER_TEAM, is_stranger: true });
  for (const userId of ["U0STRANGER1", "U0STRANGER2"]) {
    const profile = { real_name: "Sol Weaver", display_name: "sol", name: "sol", team: STRANGER_TEAM };
    const fields = { user: userId, text: "ahoy from Southport", team: STRANGER_TEAM, user_team: STRANGER_TEAM };
    const { raw } = post(home, someInstant(draft), { ...fields, source_team: STRANGER_TEAM, user_profile: profile });
    place(draft, "slack-connect-strangers", { userId, conversationId: home.id, ts: String(raw.ts) });
  }
}

export function userU00(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const fields = {
    subtype: "channel_name",
    user: "U00",
    text: "renamed the channel",
    old_name: "dinghies",
    name: "boats",
  };
  const { raw } = post(home, someInstant(draft), fields, { isSystem: true });
  place(draft, "user-u00", { userId: "U00", conversationId: home.id, ts: String(raw.ts) });
}

/** §3.1: the stub of 2026, and that of 2015 without even `is_bot`. */
export function deletedUserStubs(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const { is_bot: _, is_app_user: __, updated: ___, ...older } = deletedStubOf("U0DELETED02", "ola", "Ola Former");
  draft.users.push(deletedStubOf("U0DELETED01", "pim", "Pim Gone"), older);
  for (const userId of ["U0DELETED01", "U0DELETED02"]) {
    const { raw } = post(home, someInstant(draft), { user: userId, text: "farewell" });
    place(draft, "deleted-user-stubs", { userId, conversationId: home.id, ts: String(raw.ts) });
  }
}

/** §3.1: `is_restricted` is true for both kinds of guests. */
export function guests(draft: Draft): void {
  const home = conversationOf(draft, "public");
  draft.users.push({ ...humanOf("U0GUESTMANY", "rea", "Rea Visitor"), is_restricted: true });
  draft.users.push({ ...humanOf("U0GUESTONE1", "sam", "Sam Visitor"), is_restricted: true, is_ultra_restricted: true });
  for (const userId of ["U0GUESTMANY", "U0GUESTONE1"]) {
    const { raw } = post(home, someInstant(draft), { user: userId, text: "thanks for having me" });
    place(draft, "guests", { userId, conversationId: home.id, ts: String(raw.ts) });
  }
}

/** §3.1: no address, an empty one, and one that two people have, spelt differently. */
export function emailsMissingOrShared(draft: Draft): void {
  const emails = [undefined, "", "crew@northwind.example", "Crew@Northwind.example"];
  for (const [number, email] of emails.entries()) addWithEmail(draft, "emails-missing-or-shared", { number, email });
}

/** §18 row 38: merging people by address would make one member twice. */
export function membersWithOneEmail(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const entry = home.entry ?? {};
  for (const number of [10, 11]) {
    const userId = addWithEmail(draft, "members-with-one-email", { number, email: "twin@northwind.example" });
    entry.members = [...((entry.members as string[]) ?? []), userId];
    post(home, someInstant(draft), { user: userId, text: "which of us is it?" });
  }
}

function addWithEmail(
  draft: Draft,
  quirk: Quirk,
  { number, email }: { number: number; email: string | undefined },
): string {
  const userId = `U0EMAIL00${String(number).padStart(2, "0")}`;
  const user = humanOf(userId, `mail${number}`, `Mail ${number}`);
  const { email: _, ...profile } = user.profile as MutableRaw;
  draft.users.push({ ...user, profile: email === undefined ? profile : { ...profile, email } });
  place(draft, quirk, { userId, detail: email ?? "no address" });
  return userId;
}

/** §3.1: empty is written in three ways. */
export function emptyProfileFields(draft: Draft): void {
  const all = [null, [], {}, { Xf0FIELD01: { value: "Pier 3", alt: "" } }];
  for (const [number, fields] of all.entries()) {
    const userId = `U0FIELDS00${number}`;
    const user = humanOf(userId, `field${number}`, `Field ${number}`);
    draft.users.push({ ...user, tz: null, profile: { ...(user.profile as MutableRaw), fields } });
    place(draft, "empty-profile-fields", { userId, detail: JSON.stringify(fields) });
  }
}
