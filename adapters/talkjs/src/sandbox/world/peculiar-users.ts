import { newUser } from "../new-user.ts";
import type { TalkUser } from "../shapes.ts";
import type { Quirk } from "./scene.ts";
import { DAY_MS, WORLD_DAYS } from "./time.ts";

interface PeculiarUser extends Partial<TalkUser> {
  readonly quirk: string;
  readonly id: string;
  readonly createdDaysAgo?: number;
}

/** Two ids of 113 characters that differ in the last one only. */
const LONG_ID = `tenant-7f3e/${"department-of-very-long-names/".repeat(3)}employee-1`;

/** Write, but are no users: neither listed nor to be had (TalkJS sheet, T15). */
export const GUEST_IDS = ["guest-9f8e7d", "nguest_ab12cd"] as const;
/** Users who have written and left. */
export const FORMER_MEMBER_IDS = ["frida.former", "felix.former"] as const;
/** Mentioned, but nobody knows him. */
export const UNKNOWN_USER_ID = "no-such-user";

/** Users with something peculiar about them: ids no other platform takes, names too long, fields nobody checked. */
export const PECULIAR_USERS: readonly PeculiarUser[] = [
  { quirk: "id-case-upper", id: "Bob", name: "Bob Upper" },
  { quirk: "id-case-lower", id: "bob", name: "bob lower" },
  { quirk: "id-with-dot", id: "ann.lee", name: "Ann Lee" },
  { quirk: "id-with-underscore-for-dot", id: "ann_lee", name: "Ann Lee (old account)" },
  { quirk: "id-is-email", id: "carol@example.com", name: "Carol", email: ["carol@example.com", "c@example.org"] },
  { quirk: "id-with-slash", id: "dept/sales/dora", name: "Dora" },
  { quirk: "id-with-percent", id: "50%off", name: "Discount" },
  { quirk: "id-looks-encoded", id: "a%2Fb", name: "Encoded" },
  { quirk: "id-with-space", id: "Eve van Dam", name: "Eve van Dam" },
  { quirk: "id-with-url-signs", id: "who?me=1&you#2+3", name: "Signs" },
  { quirk: "id-non-ascii", id: "zoë-李雷", name: "Zoë 李雷" },
  { quirk: "id-non-bmp", id: "🦊fox", name: "Fox" },
  { quirk: "id-long", id: `${LONG_ID}a`, name: "Long A" },
  { quirk: "id-long-twin", id: `${LONG_ID}b`, name: "Long B" },
  { quirk: "id-numeric-zero", id: "0", name: "Zero" },
  { quirk: "id-numeric-one", id: "1", name: "One" },
  { quirk: "id-numeric", id: "42", name: "Forty-Two" },
  { quirk: "id-object-member", id: "constructor", name: "Constructor" },
  { quirk: "id-of-target-system-user", id: "app_system", name: "Not the system" },
  { quirk: "name-long", id: "long-name", name: "Maximiliana Alexandrina ".repeat(6).trim() },
  { quirk: "name-emoji", id: "emoji-name", name: "🌻 Sunny 👩🏽‍🚀 🇳🇱" },
  { quirk: "name-rtl", id: "rtl-name", name: "مريم \u202Bעברית\u202C" },
  { quirk: "name-empty", id: "anonymised", name: "", custom: { anonymised: "true" } },
  { quirk: "photo-no-url", id: "photo-word", name: "Phil", photoUrl: "photo_url" },
  {
    quirk: "photo-data-url",
    id: "photo-data",
    name: "Dana",
    photoUrl: `data:image/png;base64,${"iVBORw0KGgo".repeat(400)}`,
  },
  { quirk: "role-unknown", id: "odd-role", name: "Odile", role: "anything goes/ÜBER" },
  { quirk: "role-null", id: "no-role", name: "Noah", role: null },
  {
    quirk: "every-field",
    id: "every-field",
    name: "Everett Field",
    email: ["everett@example.com"],
    phone: ["+31201234567", "0031 20 765 43 21"],
    photoUrl: "https://example.com/everett.png",
    role: "seller",
    locale: "de-AT",
    welcomeMessage: "Hi, how can I help? *Ask me anything.*",
    availabilityText: "Mon–Fri 9–17h",
    custom: { crm: "17", json: '{"a":[1,true,null]}', "dotted.key": "x", "": "empty key", blank: "" },
    pushTokens: { "fcm:example-device-token": true },
  },
  { quirk: "user-custom-huge", id: "huge-custom", name: "Hugo", custom: hugeCustom(7000) },
  { quirk: "user-newer-than-messages", id: "newcomer", name: "Newcomer", createdDaysAgo: 3 },
  { quirk: "former-member", id: FORMER_MEMBER_IDS[0], name: "Frida" },
  { quirk: "former-member-of-all", id: FORMER_MEMBER_IDS[1], name: "Felix" },
];

export const USER_QUIRKS: readonly Quirk[] = PECULIAR_USERS.map(({ quirk, id }) => ({ quirk, kind: "user", id }));

export function* peculiarUsers(until: number): Generator<TalkUser> {
  for (const { quirk: _, createdDaysAgo = WORLD_DAYS, ...fields } of PECULIAR_USERS) {
    yield { ...newUser(fields.id, until - createdDaysAgo * DAY_MS), ...fields };
  }
}

/** So many bytes and a few more, in several keys. */
export function hugeCustom(bytes: number): Readonly<Record<string, string>> {
  const part = "Ünïcödé ".repeat(40);
  const count = Math.ceil(bytes / Buffer.byteLength(part));
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`note${index}`, part]));
}
