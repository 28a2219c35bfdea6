import { IMAGE } from "./files.ts";
import { GUEST_IDS, hugeCustom } from "./peculiar-users.ts";
import { ordinaryUserId } from "./people.ts";
import { type Line, quirkMessageId, type Scene } from "./scene.ts";

const ANN = ordinaryUserId(5);
const BRAM = ordinaryUserId(6);
const CHLOE = ordinaryUserId(7);

/** Once answered to, then deleted: listed nowhere. */
export const DELETED_MESSAGE_ID = quirkMessageId("deleted");
/** Two ids that differ by case only. */
export const CASE_TWIN_MESSAGE_IDS = ["msg_CaseTwin0000000000000A", "msg_casetwin0000000000000a"] as const;

/** 30 different ones: TalkJS takes 50, other platforms fewer. */
const MANY_EMOJI = [..."😀😁😂🤣😃😄😅😆😉😊😋😎😍😘🥰😗😙😚🙂🤗🤩🤔🤨😐😑😶🙄😏😣😥"];

const ANSWERS: readonly Line[] = [
  { quirk: "replied-to", from: ANN, text: "Shall we meet?" },
  { quirk: "reply", from: BRAM, text: "Yes!", replyTo: quirkMessageId("replied-to") },
  { quirk: "reply-to-reply", from: ANN, text: "Where?", replyTo: quirkMessageId("reply") },
  { quirk: "reply-to-deleted", from: BRAM, text: "I saw that.", replyTo: DELETED_MESSAGE_ID },
  { quirk: "reply-with-file", from: BRAM, file: IMAGE, replyTo: quirkMessageId("replied-to") },
  { quirk: "edited", from: ANN, text: "Edited a little later.", editedAfterMs: 45_000 },
  { quirk: "edited-at-once", from: ANN, text: "Edited in the same millisecond.", editedAfterMs: 0 },
  { id: CASE_TWIN_MESSAGE_IDS[0], quirk: "message-id-case-upper", from: ANN, text: "Twin with capitals" },
  { id: CASE_TWIN_MESSAGE_IDS[1], quirk: "message-id-case-lower", from: BRAM, text: "Twin without" },
];

const REACTIONS: readonly Line[] = [
  { quirk: "reaction", from: ANN, text: "React!", reactions: { "👍": [BRAM], "❤️": [ANN, BRAM, CHLOE] } },
  { quirk: "reaction-custom", from: ANN, text: "Customly!", reactions: { ":party-parrot:": [BRAM, CHLOE] } },
  {
    quirk: "reaction-custom-long",
    from: ANN,
    text: "At length!",
    reactions: { [`:${"long-".repeat(9)}abc:`]: [BRAM] },
  },
  { quirk: "reaction-skin-and-zwj", from: ANN, text: "🙂", reactions: { "👋🏽": [BRAM], "🏳️‍🌈": [CHLOE] } },
  { quirk: "reaction-of-guest", from: ANN, text: "Guests too.", reactions: { "👀": [GUEST_IDS[0]] } },
  {
    quirk: "more-than-25-emoji",
    from: ANN,
    text: "All of them!",
    reactions: Object.fromEntries(MANY_EMOJI.map((emoji, index) => [emoji, index % 2 ? [BRAM] : [CHLOE, BRAM]])),
  },
  { quirk: "reaction-on-system", from: null, text: "The order arrived.", reactions: { "🎉": [ANN] } },
];

const EXTRAS: readonly Line[] = [
  {
    quirk: "message-custom",
    from: ANN,
    text: "With custom",
    custom: { orderId: "42", json: "[1,2]", "": "empty key" },
  },
  { quirk: "message-custom-huge", from: ANN, text: "With much custom", custom: hugeCustom(11_000) },
  { quirk: "origin-web", from: ANN, text: "From the web", origin: "web" },
  { quirk: "origin-rest", from: ANN, text: "From a server", origin: "rest" },
  { quirk: "origin-email", from: ANN, text: "From an e-mail\n\nOn Tuesday you wrote:\n> hello", origin: "email" },
  { quirk: "origin-import", from: ANN, text: "From elsewhere", origin: "import" },
];

/** What hangs on messages: answers, reactions, edits, custom fields, origins. */
export const TALK_SCENES: readonly Scene[] = [
  { quirk: "answers", id: "answers", daysAgo: 14, members: [ANN, BRAM], lines: ANSWERS },
  {
    quirk: "reactions",
    id: "reactions",
    subject: "Reactions",
    daysAgo: 13,
    members: [ANN, BRAM, CHLOE],
    lines: REACTIONS,
  },
  { quirk: "extras", id: "extras", subject: "Extras", daysAgo: 260, members: [ANN, BRAM, CHLOE], lines: EXTRAS },
  {
    quirk: "reads-in-direct",
    id: "reads",
    daysAgo: 5,
    members: [{ userId: ANN, hasReadAll: true }, BRAM],
    lines: [
      { quirk: "read", from: BRAM, text: "Did you read this?" },
      { quirk: "unread", from: ANN, text: "Did you read mine?" },
    ],
  },
];
