import { html } from "hono/html";
import type { Arrived, ShownConversation, ShownMember } from "./arrived.ts";
import { badge, documentOf } from "./layout.ts";
import { addressOf, PATHS } from "./paths.ts";
import { countText, type Html, nameText } from "./text.ts";
import { timeElement } from "./time.ts";

const MEMBERS_PER_PAGE = 200;

/** Everybody in a conversation. */
export function membersPage(arrived: Arrived, { id, title, memberCount }: ShownConversation, after?: string): Html {
  const { items, next } = arrived.members(id, { after, limit: MEMBERS_PER_PAGE });
  const body = html`<header class="top">
<nav><a href="${addressOf(PATHS.conversation, { id })}">Back to the conversation</a></nav>
<h1><bdi>${nameText(title)}</bdi></h1>
<p class="quiet">${countText(memberCount, "member")} · all times are UTC</p>
</header>
<main>
<ul class="people">${items.map(memberItem)}</ul>
<nav class="pages" aria-label="Pages">
${after !== undefined && html`<a href="${addressOf(PATHS.members, { id })}">First page</a>`}
${next !== undefined && html`<a class="next" href="${addressOf(PATHS.members, { id, after: next })}">Next page</a>`}
</nav>
</main>`;
  return documentOf(`Members of ${nameText(title)} – ${arrived.platform} sandbox`, body);
}

export function memberItem({ id, name, role, joinedAt }: ShownMember): Html {
  return html`<li>${badge(id, name)} <bdi title="${nameText(id)}">${nameText(name)}</bdi>
${role !== undefined && html`<span class="label">${nameText(role)}</span>`}
${joinedAt !== undefined && html`<span class="quiet">joined ${timeElement(joinedAt, "date")}</span>`}</li>`;
}
