import { afterAll, beforeAll } from "vitest";
import {
  type Arrived,
  FaultBook,
  type List,
  type ListQuery,
  type ServedSandbox,
  type ShownConversation,
  type ShownMember,
  type ShownMessage,
  serveSandbox,
} from "../src/index.ts";

export interface TalkInput extends Partial<Omit<ShownConversation, "id">> {
  readonly id: string;
  readonly messages?: readonly ShownMessage[];
  readonly members?: readonly ShownMember[];
}

/** Noon of 4 March 2026, a Wednesday. */
export const NOON = Date.UTC(2026, 2, 4, 12);

export function message(id: string, more: Partial<ShownMessage> = {}): ShownMessage {
  const author = { id: "ann", name: "Ann" };
  return { id, author, sentAt: NOON, text: [`words of ${id}`], attachments: [], reactions: [], details: {}, ...more };
}

export function person(id: string, more: Partial<ShownMember> = {}): ShownMember {
  return { id, name: `Name of ${id}`, ...more };
}

/** A platform that holds these conversations, in this order. */
function arrivedOf(talks: readonly TalkInput[]): Arrived {
  const shown = talks.map((talk) => ({ talk, shown: shownOf(talk) }));
  const find = (id: string) => shown.find(({ talk }) => talk.id === id);
  return {
    platform: "Parley",
    counts: () => ({
      users: 1234,
      conversations: talks.length,
      memberships: shown.reduce((sum, { shown }) => sum + shown.memberCount, 0),
      messages: shown.reduce((sum, { shown }) => sum + shown.messageCount, 0),
    }),
    conversations: ({ search = "", ...query }) =>
      listOf(
        shown.map(({ shown }) => shown).filter(({ title }) => title.includes(search)),
        query,
      ),
    conversation: (id) => find(id)?.shown,
    messages(id, { from, limit }) {
      const all = find(id)?.talk.messages ?? [];
      const end = endOf(all, from, limit);
      const start = Math.max(0, end - limit);
      return { messages: all.slice(start, end), hasOlder: start > 0, hasNewer: end < all.length };
    },
    members: (id, query) => listOf(find(id)?.talk.members ?? [], query),
  };
}

function shownOf({ id, messages = [], members = [], ...more }: TalkInput): ShownConversation {
  const counts = { memberCount: members.length, messageCount: messages.length };
  return { id, title: `Title of ${id}`, kind: "group", ...counts, lastMessageAt: messages.at(-1)?.sentAt, ...more };
}

function listOf<Item extends { readonly id: string }>(items: readonly Item[], { after, limit }: ListQuery): List<Item> {
  const start = items.findIndex(({ id }) => id === after) + 1;
  const page = items.slice(start, start + limit);
  return { items: page, next: start + limit < items.length ? page.at(-1)?.id : undefined };
}

function endOf(all: readonly ShownMessage[], from: unknown, limit: number): number {
  if (from === "newest") return all.length;
  if (from === "oldest") return Math.min(limit, all.length);
  const { before, after } = from as { readonly before?: string; readonly after?: string };
  const index = all.findIndex(({ id }) => id === (before ?? after));
  return before === undefined ? Math.min(all.length, index + 1 + limit) : index;
}

/** The page over these conversations, for all tests of the enclosing block. */
export function usePage(talks: readonly TalkInput[]) {
  let served: ServedSandbox;
  beforeAll(async () => {
    served = await serveSandbox({
      port: 0,
      faults: new FaultBook({ rate: 1, seed: 1 }),
      serverError: (call) => call.json({ error: "broken" }, 500),
      tooManyRequests: (call) => call.json({ error: "slow down" }, 429),
      arrived: arrivedOf(talks),
      routes: (app) => app.get("/api", (call) => call.json({})),
    });
  });
  afterAll(() => served.close());
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${served.url}${path}`, { headers });
  return {
    url: () => served.url,
    get,
    html: async (path: string) => (await get(path)).text(),
    /** The page of one conversation. */
    talk: async (id: string, query = "") =>
      (await get(`/_sandbox/conversation?id=${encodeURIComponent(id)}${query}`)).text(),
  };
}

/** The targets of the links with this text, as the browser understands them. */
export function linksOf(html: string, text: string): readonly string[] {
  return [...html.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)<\/a>/g)]
    .filter(([, , shown]) => shown === text)
    .map(([, target = ""]) => target.replaceAll("&amp;", "&"));
}
