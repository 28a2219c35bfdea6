import { conversationOf, type Draft, type Expected, humans, place, post, someInstant } from "../draft.ts";
import { hostedFile } from "../files.ts";
import type { Raw } from "../json.ts";
import type { Quirk } from "../options.ts";
import { botProfile } from "../small-talk.ts";
import { FERRY_BOT, TIDE_BOT } from "../users.ts";

/** §8 in its order, for messages without a `user`, and the `bot_id: null` of uploads. */
export function botWithoutUser(draft: Draft): void {
  const [user = ""] = humans(draft);
  const file = hostedFile(draft, { user, at: draft.start, parameter: "t" });
  const told = { botId: "B0TOLDBOT01", appId: "A0TOLDAPP01", name: "Told Bot" };
  const cases: Readonly<Record<string, readonly [Raw, string | undefined]>> = {
    "bot_id of a listed bot": [{ bot_id: FERRY_BOT.botId }, FERRY_BOT.userId],
    "bot_profile names the user": [
      { bot_id: "B0TIDEOTHER", bot_profile: { ...botProfile(TIDE_BOT), id: "B0TIDEOTHER" } },
      TIDE_BOT.userId,
    ],
    "bot_profile with a name only": [{ bot_id: told.botId, bot_profile: botProfile(told) }, told.botId],
    "unlisted bot_id with a username": [{ bot_id: "B0WEBHOOK01", username: "Fog Horn" }, "B0WEBHOOK01"],
    "unlisted bot_id and no name": [{ bot_id: "B0NAMELESS1" }, "B0NAMELESS1"],
    "username only": [{ username: "Old Horn" }, undefined],
    "nothing at all": [{}, undefined],
    "file.user": [{ file }, user],
    "bot_id null": [{ user, bot_id: null }, user],
  };
  for (const [detail, [fields, authorId]] of Object.entries(cases)) {
    const subtype = fields.user === undefined && fields.file === undefined ? { subtype: "bot_message" } : {};
    say(draft, "bot-without-user", { detail, fields: { ...subtype, text: `toot: ${detail}`, ...fields }, authorId });
  }
  // §3.3: the log may be all that names a bot.
  draft.integrationLogs.push({
    user_id: user,
    user_name: "ana",
    date: 1_767_312_000,
    change_type: "added",
    service_id: "B0NAMELESS1",
    service_type: "Incoming Webhook",
  });
}

/** §18 row 39. */
export function botsWithOneBotId(draft: Draft): void {
  for (const username of ["Ebb", "Flood"]) {
    const fields = { subtype: "bot_message", bot_id: "B0SHARED001", username, text: `${username} it is` };
    say(draft, "bots-with-one-bot-id", { detail: username, fields, authorId: "B0SHARED001" });
  }
}

/** §18 row 29, §9.2, §10.3: `text` is empty, or shorter than what the message shows. */
export function textElsewhere(draft: Draft): void {
  const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
  const cases: Readonly<Record<string, Raw>> = {
    "attachment.text": {
      text: "",
      attachments: [{ id: 1, color: "36a64f", text: "tide is *out*", mrkdwn_in: ["text"], fallback: "tide is out" }],
    },
    "attachment.fallback": { text: "", attachments: [{ id: 1, fallback: "tide is in" }] },
    "attachment.fields": {
      attachments: [
        {
          id: 1,
          title: "Tides",
          title_link: "https://example.com/tides",
          fields: [{ title: "High", value: "09:12", short: true }],
          ts: 1_767_600_000,
        },
      ],
    },
    "section and header": {
      text: "",
      blocks: [{ type: "header", text: { type: "plain_text", text: "Ferries" } }, section("the *red* one")],
    },
    "section fields and context": {
      text: "",
      blocks: [
        {
          type: "section",
          fields: [
            { type: "mrkdwn", text: "*From*" },
            { type: "mrkdwn", text: "*To*" },
          ],
        },
        { type: "context", elements: [{ type: "mrkdwn", text: "as of today" }] },
        { type: "divider" },
      ],
    },
    "text shorter than its blocks": { text: "New ferry", blocks: [section("New ferry: the long story &amp; more")] },
    "image block": {
      text: "",
      blocks: [{ type: "image", image_url: "https://example.com/i.png", alt_text: "a ferry" }],
    },
    "markdown block": { text: "", blocks: [{ type: "markdown", text: "# Ferries\n**late**" }] },
  };
  for (const [detail, fields] of Object.entries(cases)) {
    const bot = { subtype: "bot_message", bot_id: FERRY_BOT.botId, bot_profile: botProfile(FERRY_BOT) };
    say(draft, "text-elsewhere", { detail, fields: { ...bot, ...fields }, authorId: FERRY_BOT.userId });
  }
}

function say(
  draft: Draft,
  quirk: Quirk,
  { detail, fields, ...expected }: Expected & { detail: string; fields: Raw },
): void {
  const home = conversationOf(draft, "public");
  const { raw } = post(home, someInstant(draft), fields, expected);
  const userId = expected.authorId === undefined ? {} : { userId: expected.authorId };
  place(draft, quirk, { conversationId: home.id, ts: String(raw.ts), detail, ...userId });
}
