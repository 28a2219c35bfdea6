import * as z from "zod";

// The rules of a bulk import, as far as they are documented: what `mmctl import validate` and the import itself refuse.
// Written from the documentation, without a line of the sink's code.

const Username = z.string().regex(/^[a-z][a-z0-9._-]{2,63}$/);
const Name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}[a-z0-9]$/);
const Time = z.int().positive();
const Words = z.string().refine((text) => [...text].length <= 16_383 && text.isWellFormed() && !text.includes("\0"));
const Reactions = z.array(
  z.strictObject({ user: Username, create_at: Time, emoji_name: z.string().regex(/^[\w+-]{1,64}$/) }),
);

const Seat = z.strictObject({
  name: Name,
  roles: z.enum(["channel_user", "channel_user channel_admin", "channel_guest"]),
  notify_props: z.strictObject({ desktop: z.enum(["all", "mention", "none"]), mark_unread: z.string() }).optional(),
  favorite: z.boolean().optional(),
  last_viewed_at: Time.optional(),
});

const Team = z.strictObject({ name: Name, roles: z.enum(["team_user", "team_guest"]), channels: z.array(Seat).min(1) });

const User = z.strictObject({
  username: Username,
  email: z.email().lowercase(),
  nickname: z.string().max(64).optional(),
  first_name: z.string().max(64).optional(),
  last_name: z.string().max(64).optional(),
  position: z.string().max(128).optional(),
  roles: z.enum(["system_user", "system_user system_admin", "system_guest"]),
  locale: z.string().optional(),
  delete_at: Time.optional(),
  teams: z.array(Team).optional(),
});

const Channel = z.strictObject({
  team: Name,
  name: Name,
  display_name: z.string().min(1).max(64),
  type: z.enum(["O", "P"]),
  header: z.string().max(1_024).optional(),
  purpose: z.string().max(250).optional(),
  deleted_at: Time.optional(),
});

const REPLY = {
  user: Username,
  type: z.string().startsWith("system_").optional(),
  message: Words,
  create_at: Time,
  edit_at: Time.optional(),
  reactions: Reactions.optional(),
};
const POST = { ...REPLY, is_pinned: z.boolean().optional(), replies: z.array(z.strictObject(REPLY)).optional() };
const Members = z.array(Username).min(2).max(8);

/** The types of lines, in the order that the import wants. */
const TYPES = {
  version: z.strictObject({ type: z.literal("version"), version: z.literal(1) }),
  team: line(
    "team",
    z.strictObject({
      name: Name,
      display_name: z.string().min(1).max(64),
      type: z.enum(["O", "I"]),
      allow_open_invite: z.boolean(),
    }),
  ),
  channel: line("channel", Channel),
  user: line("user", User),
  post: line("post", z.strictObject({ team: Name, channel: Name, ...POST })),
  direct_channel: line(
    "direct_channel",
    z.strictObject({
      members: Members,
      favorited_by: z.array(Username).optional(),
      header: z.string().max(1_024).optional(),
    }),
  ),
  direct_post: line("direct_post", z.strictObject({ channel_members: Members, ...POST })),
};
const ORDER = Object.keys(TYPES);

function line<T extends string, S extends z.ZodType>(type: T, inside: S) {
  return z.strictObject({ type: z.literal(type), [type]: inside });
}

type Line = { readonly type: string } & Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What an import would refuse of a file; nothing, if it takes it. */
export function problemsOf(lines: readonly unknown[]): readonly string[] {
  const typed = lines as readonly Line[];
  const shapes = typed.flatMap((one, no) => {
    const schema = Object.entries(TYPES).find(([type]) => type === one.type)?.[1];
    const parsed = schema?.safeParse(one);
    return parsed?.success
      ? []
      : [`${no}: ${one.type}: ${parsed?.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`)}`];
  });
  return [...shapes, ...disorder(typed), ...doubles(typed), ...strangers(typed), ...halfGuests(typed)];
}

/** A guest on the server is one wherever he is, and nobody else is. */
function halfGuests(lines: readonly Line[]): readonly string[] {
  const users = lines.flatMap(({ type, user }) => (type === "user" ? (User.safeParse(user).data ?? []) : []));
  return users.flatMap(({ username, roles, teams = [] }) => {
    const all = teams.flatMap((team) => [team.roles, ...team.channels.map((channel) => channel.roles)]);
    const isGuest = roles === "system_guest";
    return all.some((one) => one.endsWith("_guest") !== isGuest) ? [`${username} is half a guest.`] : [];
  });
}

function disorder(lines: readonly Line[]): readonly string[] {
  const places = lines.map(({ type }) => ORDER.indexOf(type));
  const isSorted = places.every((place, no) => no === 0 || place >= (places[no - 1] ?? 0));
  return [
    ...(isSorted ? [] : ["The types are not in order."]),
    ...(lines[0]?.type === "version" ? [] : ["No version."]),
  ];
}

/** Names are unique, and so are e-mail addresses and the members of direct channels. */
function doubles(lines: readonly Line[]): readonly string[] {
  const keys = lines.flatMap(({ type, ...line }) => {
    const { name, team, username, email, members } = line[type] ?? {};
    if (type === "user") return [`user ${username}`, `email ${email}`];
    return type === "team" || type === "channel" || type === "direct_channel"
      ? [JSON.stringify([type, team, name, members])]
      : [];
  });
  return keys.filter((key, no) => keys.indexOf(key) !== no).map((key) => `${key} is there twice.`);
}

/** Whoever and whatever is named was there before. */
function strangers(lines: readonly Line[]): readonly string[] {
  const users = new Set(lines.flatMap(({ type, user }) => (type === "user" ? [user?.username] : [])));
  const channels = new Set(
    lines.flatMap(({ type, channel }) => (type === "channel" ? [`${channel?.team}/${channel?.name}`] : [])),
  );
  const directs = new Set(
    lines.flatMap(({ direct_channel }) => (direct_channel ? [String(direct_channel.members)] : [])),
  );
  return lines.flatMap(({ type, ...line }) => {
    const { user, team, channel, channel_members, members } = line[type] ?? {};
    const place =
      type === "post"
        ? channels.has(`${team}/${channel}`)
        : type !== "direct_post" || directs.has(String(channel_members));
    const people = [user, ...((members as readonly unknown[] | undefined) ?? [])].filter((one) => one !== undefined);
    return [
      ...(place ? [] : ["A post stands nowhere."]),
      ...people.filter((one) => !users.has(one)).map((one) => `Nobody is ${one}.`),
    ];
  });
}
