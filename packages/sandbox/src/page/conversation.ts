import { html } from "hono/html";
import type { Arrived, ConversationPart, ShownConversation, ShownMessage, ShownMessages } from "./arrived.ts";
import { documentOf } from "./layout.ts";
import { memberItem } from "./members.ts";
import { messageItem } from "./message.ts";
import { addressOf, PATHS } from "./paths.ts";
import { countText, type Html, nameText } from "./text.ts";
import { dayText } from "./time.ts";

const MESSAGES_PER_PAGE = 50;
/** Shown beside the messages; the others have a page of their own. */
const FIRST_MEMBERS = 30;
/** Within this time somebody who goes on writing is not named again. */
const SAME_BREATH_MS = 5 * 60_000;

/** One conversation as its members see it: a page of its messages. */
export function conversationPage(
  arrived: Arrived,
  conversation: ShownConversation,
  from: ConversationPart["from"],
): Html {
  const { id, title, kind, memberCount, messageCount } = conversation;
  const shown = arrived.messages(id, { from, limit: MESSAGES_PER_PAGE });
  const body = html`<header class="top">
<nav><a href="${PATHS.overview}">All conversations</a></nav>
<h1><bdi>${nameText(title)}</bdi></h1>
<p class="quiet">${kind} · ${countText(memberCount, "member")} · ${countText(messageCount, "message")} · id <bdi><code>${nameText(id)}</code></bdi> · all times are UTC</p>
${firstMembers(arrived, conversation)}
</header>
<main>
${olderLinks(id, shown)}
${shown.messages.length === 0 ? html`<p class="empty">${messageCount === 0 ? "No messages." : "No more messages in this direction."}</p>` : html`<ol class="chat">${chat(shown.messages)}</ol>`}
${newerLinks(id, shown)}
</main>`;
  return documentOf(`${nameText(title)} – ${arrived.platform} sandbox`, body);
}

function firstMembers(arrived: Arrived, { id, memberCount }: ShownConversation): Html | false {
  const { items, next } = arrived.members(id, { limit: FIRST_MEMBERS });
  if (items.length === 0) return false;
  return html`<details class="members"><summary>${countText(memberCount, "member")}</summary>
<ul>${items.map(memberItem)}</ul>
${next !== undefined && html`<p><a href="${addressOf(PATHS.members, { id })}">All members</a></p>`}
</details>`;
}

function olderLinks(id: string, { messages, hasOlder }: ShownMessages): Html | false {
  if (!hasOlder) return false;
  return html`<nav class="pages" aria-label="Older messages">
<a href="${addressOf(PATHS.conversation, { id, from: "oldest" })}">Oldest</a>
<a class="next" href="${addressOf(PATHS.conversation, { id, before: messages[0]?.id })}">Older messages</a>
</nav>`;
}

function newerLinks(id: string, { messages, hasNewer }: ShownMessages): Html | false {
  if (!hasNewer) return false;
  return html`<nav class="pages" aria-label="Newer messages">
<a href="${addressOf(PATHS.conversation, { id })}">Newest</a>
<a class="next" href="${addressOf(PATHS.conversation, { id, after: messages.at(-1)?.id })}">Newer messages</a>
</nav>`;
}

/** Messages with a line before each new day. */
function chat(messages: readonly ShownMessage[]): readonly Html[] {
  return messages.map((message, index) => {
    const previous = messages[index - 1];
    const day = dayText(message.sentAt);
    const isNewDay = previous === undefined || dayText(previous.sentAt) !== day;
    const goesOn = previous !== undefined && !isNewDay && isSameBreath(previous, message);
    return html`${isNewDay && html`<li class="day"><span>${day}</span></li>`}${messageItem(message, { goesOn })}`;
  });
}

function isSameBreath(previous: ShownMessage, { author, sentAt, label }: ShownMessage): boolean {
  const pause = sentAt - previous.sentAt;
  return previous.author.id === author.id && previous.label === label && pause >= 0 && pause < SAME_BREATH_MS;
}
