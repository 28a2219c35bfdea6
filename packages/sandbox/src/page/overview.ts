import { html } from "hono/html";
import type { Arrived, ArrivedCounts, ShownConversation } from "./arrived.ts";
import { badge, documentOf } from "./layout.ts";
import { addressOf, PATHS } from "./paths.ts";
import { countText, type Html, nameText, numberText } from "./text.ts";
import { timeElement } from "./time.ts";

const CONVERSATIONS_PER_PAGE = 50;

export interface OverviewQuery {
  readonly search?: string | undefined;
  readonly after?: string | undefined;
}

/** The first page: how much arrived, and the conversations it belongs to. */
export function overviewPage(arrived: Arrived, { search, after }: OverviewQuery): Html {
  const { items, next } = arrived.conversations({ search, after, limit: CONVERSATIONS_PER_PAGE });
  const counts = arrived.counts();
  const body = html`<header class="top">
<h1>${arrived.platform} sandbox</h1>
<p class="quiet">What arrived here. Nothing on this page changes it. All times are UTC.</p>
${numbers(counts)}
</header>
<main>
${counts.conversations > 0 && searchForm(search)}
${items.length === 0 ? nothing(counts, search) : html`<ol class="list">${items.map(conversationLine)}</ol>`}
<nav class="pages" aria-label="Pages">
${after !== undefined && html`<a href="${addressOf(PATHS.overview, { search })}">First page</a>`}
${next !== undefined && html`<a class="next" href="${addressOf(PATHS.overview, { search, after: next })}">Next page</a>`}
</nav>
</main>`;
  return documentOf(`${arrived.platform} sandbox`, body);
}

function numbers(counts: ArrivedCounts): Html {
  const names = ["users", "conversations", "memberships", "messages"] as const;
  return html`<dl class="numbers">${names.map((name) => html`<div><dd>${numberText(counts[name])}</dd><dt>${name}</dt></div>`)}</dl>`;
}

function searchForm(search: string | undefined): Html {
  return html`<form class="search" role="search" action="${PATHS.overview}">
<input type="search" name="search" value="${search}" aria-label="Find conversations" placeholder="Find by name or id">
<button>Find</button>
${search !== undefined && html`<a href="${PATHS.overview}">Show all</a>`}
</form>`;
}

function nothing({ conversations, users }: ArrivedCounts, search: string | undefined): Html {
  if (conversations > 0 && search !== undefined)
    return html`<p class="empty">No conversation has <bdi>“${nameText(search)}”</bdi> in its name or id.</p>`;
  if (conversations > 0) return html`<p class="empty">There are no more conversations.</p>`;
  return html`<p class="empty">${users > 0 ? "No conversation has arrived yet." : "Nothing has arrived yet."} Reload the page when something was sent.</p>`;
}

function conversationLine({ id, title, kind, memberCount, messageCount, lastMessageAt }: ShownConversation): Html {
  return html`<li><a href="${addressOf(PATHS.conversation, { id })}">
${badge(id, title)}
<span class="what"><bdi class="title">${nameText(title)}</bdi>
<span class="quiet">${kind} · ${countText(memberCount, "member")} · ${countText(messageCount, "message")}</span></span>
<span class="when quiet">${lastMessageAt === undefined ? "" : timeElement(lastMessageAt, "date")}</span>
</a></li>`;
}
