import {
  conversationOf,
  type Draft,
  type DraftMessage,
  type Expected,
  freeInstant,
  humans,
  place,
  post,
  someInstant,
  stray,
} from "../draft.ts";
import { type Raw, Verbatim } from "../json.ts";
import type { Quirk } from "../options.ts";
import { controlSequences, richTexts, type TextIds } from "../texts.ts";
import { HOUR, MINUTE, SECOND, tsOf } from "../timestamps.ts";
import { FERRY_BOT } from "../users.ts";

interface Said extends Expected {
  readonly fields: Raw;
  readonly detail?: string;
  readonly at?: number;
}

/** Says it in the first public channel, by the first person unless the fields say otherwise. */
function say(draft: Draft, quirk: Quirk, { fields, detail, at = someInstant(draft), ...expected }: Said): DraftMessage {
  const home = conversationOf(draft, "public");
  const message = post(home, at, { user: humans(draft)[0], ...fields }, expected);
  const told = detail === undefined ? {} : { detail };
  place(draft, quirk, { conversationId: home.id, ts: String(message.raw.ts), ...told });
  return message;
}

/** §5, §18 row 10: kept as they are, and counted. §14: one that is hidden is counted and left out. */
export function unknownSubtypes(draft: Draft): void {
  const fields = { subtype: "tide_turned", text: "the tide has turned", tide: { height: 3 } };
  say(draft, "unknown-subtypes", { fields, isSystem: true, detail: "tide_turned" });
  const home = conversationOf(draft, "public");
  const at = freeInstant(home, someInstant(draft));
  const hidden = {
    type: "message",
    subtype: "tide_logged",
    hidden: true,
    user: humans(draft)[0],
    text: "3 m",
    ts: tsOf(at),
  };
  stray(home, at, hidden, { what: "event", detail: "hidden, of an unknown subtype" });
  place(draft, "unknown-subtypes", { conversationId: home.id, ts: tsOf(at), detail: "tide_logged, hidden" });
}

/** §5: the fraction counts messages of one second, or differs by microseconds; also equal ones across channels. */
export function sameMillisecond(draft: Draft): void {
  const at = draft.start + 9 * HOUR;
  for (const fraction of [2, 3, 4, 999, 1000]) {
    say(draft, "same-millisecond", { at: at + fraction, fields: { text: `burst ${fraction}` } });
  }
  for (const conversation of draft.conversations.filter(({ kind }) => kind !== "public").slice(0, 2)) {
    const { raw } = post(conversation, at + 2, { user: humans(draft)[0], text: "at the same instant elsewhere" });
    place(draft, "same-millisecond", { conversationId: conversation.id, ts: String(raw.ts) });
  }
}

/** §4, §18 row 14: each costs itself and nothing more. */
export function malformedTs(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const [user] = humans(draft);
  const message = (ts: Raw) => ({ type: "message", user, text: "when was this?", ...ts });
  const items: Readonly<Record<string, unknown>> = {
    "no ts": message({}),
    "ts null": message({ ts: null }),
    "ts NaN": message({ ts: "NaN" }),
    "ts inf": message({ ts: "inf" }),
    "ts empty": message({ ts: "" }),
    "ts a word": message({ ts: "yesterday" }),
    "ts without fraction": message({ ts: "1767600000." }),
    "ts with spaces": message({ ts: "1767600000 .000100" }),
    "ts in milliseconds": message({ ts: 1_767_600_000_000 }),
    "item null": null,
    "item a text": "hello",
    "item a number": 7,
    "item an array": [],
    "item without type": { user, text: "no type and no ts" },
  };
  for (const [detail, item] of Object.entries(items)) {
    stray(home, someInstant(draft), item, { what: "item", detail });
    place(draft, "malformed-ts", { conversationId: home.id, detail });
  }
}

/** Issue 4: a value as deep as a stack. */
export function deepNesting(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const at = freeInstant(home, someInstant(draft));
  const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
  const item = new Verbatim(
    `{"type": "message", "user": "U0", "text": "deep", "ts": "${tsOf(at)}", "blocks": ${deep}}`,
  );
  stray(home, at, item, { what: "item", detail: "10,000 levels of nesting" });
  place(draft, "deep-nesting", { conversationId: home.id, ts: tsOf(at) });
}

/** §5: only `message` was ever seen; others are skipped and counted. */
export function otherTypes(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const at = freeInstant(home, someInstant(draft));
  stray(
    home,
    at,
    { type: "desktop_notification", user: humans(draft)[0], text: "ping", ts: tsOf(at) },
    { what: "item", detail: "another type" },
  );
  place(draft, "other-types", { conversationId: home.id, ts: tsOf(at) });
}

/** §4, quirk 28: the last instant of a Californian day and the first of the next, in winter and in summer. */
export function losAngelesDays(draft: Draft): void {
  for (const midnight of [Date.UTC(2026, 0, 6, 8), Date.UTC(2026, 6, 2, 7)]) {
    const first = midnight * 1000;
    for (const at of [first - 1, first]) say(draft, "los-angeles-days", { at, fields: { text: "what day is it?" } });
  }
}

/** §18 row 37: a fold with a constant key keeps only the last. */
export function severalReactions(draft: Draft): void {
  const [one = "", other = ""] = humans(draft);
  const reactions = [
    { name: "boat", users: [one, other], count: 2 },
    { name: "tada", users: [one], count: 1 },
    { name: "northwind-logo", users: [other], count: 1 },
  ];
  say(draft, "several-reactions", { fields: { text: "all hands!", reactions } });
}

/** §13: without their tone these are the same reaction by the same person. */
export function skinToneTwins(draft: Draft): void {
  const [one = "", other = ""] = humans(draft);
  const names = ["wave", "wave::skin-tone-2", "wave::skin-tone-6"];
  const reactions = names.map((name) => ({ name, users: [one, other], count: 2 }));
  say(draft, "skin-tone-twins", { fields: { text: "wave!", reactions } });
}

/** §5: `count` tells that ten more reacted. */
export function truncatedReactions(draft: Draft): void {
  const users = humans(draft).slice(0, 2);
  say(draft, "truncated-reactions", {
    fields: { text: "a popular boat", reactions: [{ name: "heart", users, count: users.length + 10 }] },
  });
}

export function languageObject(draft: Draft): void {
  say(draft, "language-object", { fields: { text: "bom dia", language: { locale: "pt", is_reliable: true } } });
}

/** §7: no quote-reply in Slack; a shared message is an attachment. */
export function quotedMessage(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const quoted = say(draft, "quoted-message", {
    fields: { text: "the first ferry is at six" },
    detail: "the quoted one",
  });
  const [author = ""] = humans(draft);
  const url = `https://northwind.slack.com/archives/${home.id}/p${String(quoted.raw.ts).replace(".", "")}`;
  const attachment = {
    id: 1,
    ts: quoted.raw.ts,
    author_id: author,
    channel_id: home.id,
    channel_name: home.entry?.name,
    is_msg_unfurl: true,
    is_share: true,
    text: "the first ferry is at six",
    fallback: "[Jan 5] ana: the first ferry is at six",
    author_name: "Ana Belmonte",
    from_url: url,
    mrkdwn_in: ["text"],
  };
  const fields = { text: `<${url}>`, attachments: [attachment] };
  say(draft, "quoted-message", { at: quoted.at + HOUR, fields, detail: "the quoting one" });
}

/** §9.2: a link's preview, one of an app, and an attachment whose `ts` is a text. */
export function unfurls(draft: Draft): void {
  const from_url = "https://example.com/ferries?from=1&to=2";
  const preview = {
    id: 1,
    from_url,
    original_url: from_url,
    title: "Ferries",
    title_link: from_url,
    text: "All ferries",
    fallback: "Ferries",
    service_name: "Example",
    service_icon: "https://example.com/favicon.ico",
    image_url: "https://example.com/ferry.png",
    image_width: 600,
    image_height: "315",
    image_bytes: 1234,
  };
  const text = "<https://example.com/ferries?from=1&amp;to=2>";
  say(draft, "unfurls", { fields: { text, attachments: [preview] }, detail: "link" });
  const app = {
    id: 1,
    from_url,
    is_app_unfurl: true,
    app_id: FERRY_BOT.appId,
    bot_id: FERRY_BOT.botId,
    ts: "1767600000",
    fallback: "Ferries",
    blocks: [],
  };
  say(draft, "unfurls", { fields: { text, attachments: [app] }, detail: "app" });
}

/** §17: exports that overlap; the newest edit is the one that counts. */
export function messageTwice(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const { raw, at } = say(draft, "message-twice", { fields: { text: "said once" } });
  raw.edited = { user: raw.user, ts: tsOf(at + MINUTE) };
  raw.text = "said once, and edited";
  const { edited: _, ...older } = raw;
  stray(home, at, { ...older, text: "said once" }, { what: "copy", detail: `an older copy of ${raw.ts}` });
}

/** §11. The detail is the name of the sequence. */
export function allControlSequences(draft: Draft): void {
  for (const [detail, text] of Object.entries(controlSequences(textIds(draft)))) {
    say(draft, "control-sequences", { detail, fields: { text } });
  }
}

/** §10. The detail is the name of the element. */
export function allRichTexts(draft: Draft): void {
  const at = draft.start + 12 * HOUR;
  for (const [index, [detail, blocks]] of Object.entries(richTexts(textIds(draft))).entries()) {
    say(draft, "rich-text", { at: at + index * SECOND, detail, fields: { text: `fallback of ${detail}`, blocks } });
  }
}

function textIds(draft: Draft): TextIds {
  const { id, entry } = conversationOf(draft, "public");
  return { user: humans(draft)[0] ?? "", channel: id, channelName: String(entry?.name) };
}
