import { FORMER_MEMBER_IDS, GUEST_IDS, hugeCustom, PECULIAR_USERS } from "./peculiar-users.ts";
import { ordinaryUserId } from "./people.ts";
import type { Scene } from "./scene.ts";

const [FRIDA, FELIX] = FORMER_MEMBER_IDS;
const [GUEST, OTHER_GUEST] = GUEST_IDS;
const ANN = ordinaryUserId(0);
const BRAM = ordinaryUserId(1);
const CHLOE = ordinaryUserId(2);

/** More participants than `readBy` goes with (300). */
const CROWD_SIZE = 305;

const hello = (...people: readonly (string | null)[]) => people.map((from) => ({ from, text: "Hello from here." }));

/** Conversations peculiar as a whole: who is in them, what they are called, what hangs on them. */
export const ROOM_SCENES: readonly Scene[] = [
  { quirk: "empty-direct", id: "empty-direct", daysAgo: 20, members: [ANN, BRAM], lines: [] },
  {
    quirk: "empty-group",
    id: "empty-group",
    daysAgo: 700,
    subject: "Nobody wrote",
    members: [ANN, BRAM, CHLOE],
    lines: [],
  },
  {
    quirk: "crowd",
    id: "town-square",
    subject: "Town square",
    daysAgo: 90,
    members: Array.from({ length: CROWD_SIZE }, (_, index) => ({
      userId: ordinaryUserId(index),
      hasReadAll: index < 200,
    })),
    lines: [
      ...hello(ANN, BRAM, null, CHLOE),
      {
        quirk: "more-than-100-reactors",
        from: ANN,
        text: "Who is in?",
        reactions: { "🙌": Array.from({ length: 120 }, (_, index) => ordinaryUserId(index)), "👎": [BRAM] },
      },
    ],
  },
  { quirk: "one-participant", id: "notes-to-self", daysAgo: 40, members: [ANN], lines: hello(ANN, ANN, null) },
  { quirk: "no-participants", id: "ghost-town", daysAgo: 800, members: [], lines: hello(FELIX, FELIX) },
  { quirk: "no-participants-no-messages", id: "void", daysAgo: 30, members: [], lines: [] },
  { quirk: "same-pair-first", id: "order-1001", daysAgo: 300, members: [ANN, CHLOE], lines: hello(ANN, CHLOE) },
  { quirk: "same-pair-second", id: "order-1002", daysAgo: 30, members: [CHLOE, ANN], lines: hello(CHLOE, ANN, ANN) },
  {
    quirk: "direct-with-subject",
    id: "direct-with-everything",
    subject: "About the *red* bicycle 🚲",
    photoUrl: "https://example.com/bicycle.jpg",
    custom: { listingId: "42", price: "120.00" },
    topicId: "listing-42",
    welcomeMessages: ["Welcome! Be _kind_.", "Never pay outside the app."],
    daysAgo: 60,
    members: [BRAM, CHLOE],
    lines: hello(BRAM, CHLOE),
  },
  { quirk: "subject-null", id: "group-without-subject", daysAgo: 15, members: [ANN, BRAM, CHLOE], lines: hello(ANN) },
  {
    quirk: "subject-empty",
    id: "group-empty-subject",
    subject: "",
    daysAgo: 15,
    members: [ANN, BRAM, CHLOE],
    lines: hello(ANN),
  },
  {
    quirk: "subject-long",
    id: "group-long-subject",
    subject: "Planning 🗓️ of the summer party, the cake and everything else; ".repeat(4),
    photoUrl: "no url at all",
    daysAgo: 400,
    members: [ANN, BRAM, CHLOE],
    lines: hello(BRAM),
  },
  {
    quirk: "conversation-custom-huge",
    id: "group-huge-custom",
    subject: "Heavy",
    custom: hugeCustom(9000),
    daysAgo: 25,
    members: [ANN, BRAM, CHLOE],
    lines: hello(CHLOE),
  },
  {
    quirk: "guests",
    id: "support-desk",
    subject: "Support",
    daysAgo: 12,
    members: [ANN, BRAM, CHLOE],
    lines: [
      { quirk: "guest-sender", from: GUEST, text: "Hi, I have no account." },
      { from: ANN, text: "No problem!" },
      { quirk: "guest-sender-file", from: OTHER_GUEST, text: "Me neither." },
    ],
  },
  {
    quirk: "direct-with-guest",
    id: "direct-with-guest",
    daysAgo: 11,
    members: [ANN, BRAM],
    lines: [...hello(ANN), { quirk: "guest-in-direct", from: GUEST, text: "May I join?" }, ...hello(BRAM)],
  },
  {
    quirk: "former-member-in-group",
    id: "choir",
    subject: "Choir",
    daysAgo: 500,
    members: [ANN, BRAM, CHLOE],
    lines: [...hello(ANN), { quirk: "former-member-sender", from: FRIDA, text: "I am leaving." }, ...hello(null, BRAM)],
  },
  { quirk: "former-member-in-direct", id: "left-alone", daysAgo: 450, members: [ANN], lines: hello(ANN, FRIDA, ANN) },
  {
    quirk: "system-in-direct",
    id: "direct-with-system",
    daysAgo: 200,
    members: [ANN, CHLOE],
    lines: [
      { quirk: "system-message-direct", from: null, text: "The order was *shipped*." },
      ...hello(ANN),
      { quirk: "system-message-imported", from: null, text: "Imported from the old chat.", origin: "import" },
    ],
  },
  {
    quirk: "participant-settings",
    id: "announcements",
    subject: "Announcements",
    daysAgo: 220,
    members: [
      { userId: ANN, joinedDaysAgo: 221 },
      { userId: BRAM, access: "Read", notify: false, joinedDaysAgo: 100, hasReadAll: true },
      { userId: CHLOE, access: "Read", notify: "MentionsOnly", joinedDaysAgo: null },
    ],
    lines: hello(ANN, BRAM, null, ANN),
  },
  {
    quirk: "conversation-newer-than-messages",
    id: "moved-in",
    subject: "Moved in from elsewhere",
    daysAgo: 600,
    createdDaysAgo: 10,
    members: [ANN, "newcomer", { userId: BRAM, joinedDaysAgo: 10, hasReadAll: true }],
    lines: [
      { from: ANN, text: "Old times.", origin: "import" },
      { from: "newcomer", text: "Indeed.", origin: "import" },
    ],
  },
  {
    quirk: "all-peculiar-users",
    id: "masquerade",
    subject: "Masquerade",
    daysAgo: 33,
    members: PECULIAR_USERS.map(({ id }) => id).filter((id) => !FORMER_MEMBER_IDS.some((former) => former === id)),
    lines: PECULIAR_USERS.map(({ id }) => ({ from: id, text: "Here I am." })),
  },
  { quirk: "direct-case-twins", id: "twins", daysAgo: 8, members: ["Bob", "bob"], lines: hello("Bob", "bob", "Bob") },
  { quirk: "direct-numeric", id: "42", daysAgo: 8, members: ["0", "42"], lines: hello("0", "42") },
  {
    quirk: "id-equals-user",
    id: "bob",
    subject: "Also called bob",
    daysAgo: 9,
    members: ["bob", ANN, BRAM],
    lines: hello("bob"),
  },
  {
    quirk: "id-case-upper",
    id: "Room-A",
    subject: "Room A",
    daysAgo: 9,
    members: [ANN, BRAM, CHLOE],
    lines: hello(ANN),
  },
  {
    quirk: "id-case-lower",
    id: "room-a",
    subject: "room a",
    daysAgo: 9,
    members: [ANN, BRAM, CHLOE],
    lines: hello(BRAM),
  },
  {
    quirk: "id-with-url-signs",
    id: "rooms/north west?floor=2&b=ü#50%/大阪+🦊",
    subject: "Hard to address",
    daysAgo: 7,
    members: [ANN, "dept/sales/dora", "50%off"],
    lines: hello(ANN, "dept/sales/dora", "50%off"),
  },
  {
    quirk: "id-long",
    id: `project:${"subproject.of.a.project/".repeat(6)}end`,
    subject: "Long",
    daysAgo: 7,
    members: [ANN, BRAM, CHLOE],
    lines: hello(ANN),
  },
  { quirk: "id-numeric", id: "0", subject: "Zero", daysAgo: 7, members: [ANN, BRAM, CHLOE], lines: hello(ANN) },
];
