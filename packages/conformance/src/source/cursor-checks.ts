import type { Page } from "@chat-etl/sdk";
import { always, must, type SourceCheck, type SourceSubject, Untold } from "../check.ts";
import { mustKeepSecret } from "../shared/options.ts";
import { remembered } from "../shared/remembered.ts";
import { becomes, messagesOf } from "./becomes.ts";
import { knownPages } from "./known.ts";
import { pagesOf, streamsOf, withSource } from "./open.ts";
import { stagedOf } from "./staged.ts";

/** Cursors of a stream that are tried, spread over all of them. */
const TRIED = 4;

/** How often a reading is killed. Each takes a workspace. */
const KILLS = 3;

/** Reading goes on where it stopped, and in the order that is declared. */
export const CURSOR_CHECKS: readonly SourceCheck[] = [
  {
    name: "gives the same when it is read again",
    applies: always,
    async run(subject) {
      await withSource(subject, async (source) => {
        for (const stream of streamsOf(subject)) {
          const known = fingerprint(subject, stream, await knownPages(subject, stream));
          const again = fingerprint(subject, stream, await pagesOf(source, stream));
          must(isSame(known, again), `"${stream}", read again, gave other values.`);
        }
      });
    },
  },
  {
    name: "goes on behind every page with exactly the rest",
    applies: ({ capabilities }) => capabilities.resumable,
    async run(subject) {
      let tried = 0;
      for (const stream of streamsOf(subject)) {
        const pages = await knownPages(subject, stream);
        for (const at of spread(pages.length)) {
          const after = pages[at]?.cursor;
          if (after === undefined) continue;
          // Another process goes on: nothing that the source remembers may be needed.
          const rest = await withSource(subject, (source) => pagesOf(source, stream, after));
          const [found, wanted] = [rest, pages.slice(at + 1)].map((some) => fingerprint(subject, stream, some));
          must(
            isSame(found, wanted),
            `Behind page ${at + 1} of ${pages.length}, "${stream}" goes on with ${found?.length} values; ${wanted?.length} are left, or they are others.`,
          );
          tried += 1;
        }
      }
      if (tried === 0) throw new Untold("No page of the fixture has a cursor.");
    },
  },
  {
    name: "gives cursors that can be kept: text, without a secret",
    applies: ({ capabilities }) => capabilities.resumable,
    async run(subject) {
      for (const stream of streamsOf(subject)) {
        for (const { cursor } of await knownPages(subject, stream)) {
          if (cursor === undefined) continue;
          must(typeof cursor === "string" && cursor.isWellFormed(), `A cursor of "${stream}" is no well-formed text.`);
          mustKeepSecret(subject, `a cursor of "${stream}"`, cursor);
        }
      }
    },
  },
  {
    name: "reads the messages of a conversation in the order it declares",
    applies: ({ capabilities }) => capabilities.messageOrder !== "unordered",
    async run(subject) {
      const { messageOrder } = subject.definition.capabilities;
      let compared = 0;
      for (const stream of streamsOf(subject)) {
        const last = new Map<string, number>();
        const pages = await knownPages(subject, stream);
        const values = pages.flatMap((page) => page.values);
        for (const message of messagesOf(values.map((one) => becomes(subject.definition, stream, one)))) {
          const { conversationId, sentAt, id } = message;
          const before = last.get(conversationId) ?? sentAt;
          const holds = messageOrder === "oldest-first" ? before <= sentAt : before >= sentAt;
          must(holds, `Message "${id}" of "${conversationId}" is out of the declared order, ${messageOrder}.`);
          if (last.has(conversationId)) compared += 1;
          last.set(conversationId, sentAt);
        }
      }
      if (compared === 0) throw new Untold("The fixture has no conversation of two messages.");
    },
  },
  {
    name: "is staged whole and once, wherever reading is killed",
    applies: always,
    async run(subject) {
      const whole = await stagedWhole(subject);
      const inParts = await stagedOf(subject, { pagesEach: Math.max(1, Math.ceil(whole.pages / KILLS)) });
      must(whole.runs === 1, "A whole reading did not come to its end.");
      must(isSame(inParts.records, whole.records), "Killed between pages and read on, other records were staged.");
    },
  },
  {
    name: "every value it reads is staged, dropped by rule, or rejected",
    applies: always,
    async run(subject) {
      const { kinds, records } = await stagedWhole(subject);
      for (const [kind, { read, added, staged, dropped, unreadable }] of Object.entries(kinds)) {
        const ends = staged + dropped + unreadable;
        must(
          read + added === ends,
          `Of kind "${kind}" ${read} were read and ${added} added; ${ends} are accounted for.`,
        );
      }
      must(records.length > 0, "The fixture gives no record at all.");
    },
  },
];

async function stagedWhole(subject: SourceSubject) {
  const pagesEach = Number.POSITIVE_INFINITY;
  return await remembered(subject.fixture, "staged", () => stagedOf(subject, { pagesEach }));
}

/** What the values become, and where they were found: page boundaries may differ. */
function fingerprint({ definition }: SourceSubject, stream: string, pages: readonly Page[]): readonly string[] {
  return pages.flatMap(({ values }) => values.map((one) => JSON.stringify(becomes(definition, stream, one))));
}

function isSame(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return one?.length === other?.length && (one ?? []).every((text, index) => text === other?.[index]);
}

/** So many places of a list, the first and the last among them. */
function spread(length: number): ReadonlySet<number> {
  const count = Math.min(length, TRIED);
  return new Set(Array.from({ length: count }, (_, n) => Math.round((n * (length - 1)) / Math.max(1, count - 1))));
}
