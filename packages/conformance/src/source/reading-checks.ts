import type { Page, Source } from "@chat-etl/sdk";
import { always, must, type SourceCheck, Untold } from "../check.ts";
import { leftOpen, openHandles } from "../shared/handles.ts";
import { whenQuiet } from "../shared/requests.ts";
import { failureOf, within } from "../shared/within.ts";
import { countAsked } from "./asked.ts";
import { longestStream } from "./known.ts";
import { openSource, pagesOf, streamsOf, withSource } from "./open.ts";

const NEVER = new AbortController().signal;

/** How soon a source must have noticed that it is to stop, in milliseconds. */
const SOON_MS = 5_000;

/** When it reads, how much, and when it stops. */
export const READING_CHECKS: readonly SourceCheck[] = [
  {
    name: "asks the platform for nothing when it is opened",
    applies: always,
    async run(subject) {
      using asked = countAsked(subject);
      await withSource(subject, () => whenQuiet(asked.count));
      must(asked.count() === 0, `It asked ${asked.count()} times before anybody wanted to read.`);
    },
  },
  {
    name: "reads nothing before the first page is asked for",
    applies: always,
    async run(subject) {
      using asked = countAsked(subject);
      await withSource(subject, async (source) => {
        const before = await openHandles().catch((): readonly string[] => []);
        const streams = streamsOf(subject).map((stream) => source.read(stream, { signal: NEVER }));
        await whenQuiet(asked.count);
        const opened = before.length === 0 ? [] : (await openHandles()).filter((name) => !before.includes(name));
        must(asked.count() === 0, `It asked ${asked.count()} times for ${streams.length} streams that nobody reads.`);
        must(opened.length === 0, `It opened ${opened.join(", ")} for streams that nobody reads.`);
      });
    },
  },
  {
    name: "stops reading while nobody asks for the next page",
    applies: always,
    async run(subject) {
      const { stream, pages, asked: whole } = await longestStream(subject);
      if (whole === 0) throw new Untold("Nobody is asked: it reads files. A fixture that counts would have `asked`.");
      mustBeLong(stream, pages.length);
      using asked = countAsked(subject);
      await withSource(subject, async (source) => {
        const reading = source.read(stream, { signal: NEVER })[Symbol.asyncIterator]();
        await reading.next();
        const early = await whenQuiet(asked.count);
        await reading.return?.();
        must(early < whole, `With one page of "${stream}" taken, it asked ${early} times: for the whole stream.`);
      });
    },
  },
  {
    name: "passes its own check",
    applies: always,
    run: async (subject) => await withSource(subject, async (source) => await source.check?.()),
  },
  {
    name: "does not begin a stream when the run is stopped already",
    applies: always,
    async run(subject) {
      for (const stream of streamsOf(subject)) {
        const stop = AbortSignal.abort(new Error("The run was stopped."));
        await withSource(subject, (source) => mustStop(source.read(stream, { signal: stop }), stop, stream));
      }
    },
  },
  {
    name: "stops in the middle of a stream when the run is stopped, and says so",
    applies: always,
    async run(subject) {
      const { stream, pages } = await longestStream(subject);
      mustBeLong(stream, pages.length);
      const control = new AbortController();
      await withSource(subject, async (source) => {
        const reading = source.read(stream, { signal: control.signal })[Symbol.asyncIterator]();
        await reading.next();
        control.abort(new Error("The run was stopped."));
        await mustStop({ [Symbol.asyncIterator]: () => reading }, control.signal, stream);
      });
    },
  },
  {
    name: "can be closed twice, read or not",
    applies: always,
    async run(subject) {
      for (const isRead of [false, true]) {
        const source = await openSource(subject);
        if (isRead) await firstPage(source, streamsOf(subject)[0] ?? "");
        await source.close?.();
        await within(SOON_MS, "Closing it once more", Promise.resolve(source.close?.()));
      }
    },
  },
  {
    name: "can be closed after it was stopped in the middle",
    applies: always,
    async run(subject) {
      const control = new AbortController();
      const source = await openSource(subject, { signal: control.signal });
      const reading = firstPage(source, streamsOf(subject)[0] ?? "", control.signal);
      control.abort(new Error("The run was stopped."));
      await failureOf(reading);
      await within(SOON_MS, "Closing it", Promise.resolve(source.close?.()));
    },
  },
  {
    name: "leaves no file and no connection open",
    applies: always,
    async run(subject) {
      const before = await openHandles();
      await withSource(subject, async (source) => {
        const [whole = "", ...others] = streamsOf(subject);
        await pagesOf(source, whole);
        for (const stream of others) await firstPage(source, stream);
      });
      const left = await leftOpen(before);
      must(left.length === 0, `Closed, it still holds ${left.join(", ")}.`);
    },
  },
];

/** @throws Untold */
function mustBeLong(stream: string, pageCount: number): void {
  if (pageCount < 3) throw new Untold(`The longest stream of the fixture, "${stream}", has ${pageCount} pages, not 3.`);
}

async function firstPage(source: Source, stream: string, signal: AbortSignal = NEVER): Promise<void> {
  for await (const page of source.read(stream, { signal })) if (page) return;
}

/**
 * A stream that ends quietly would count as read to its end, and what is missing would never be missed.
 *
 * @throws Broken
 */
async function mustStop(pages: AsyncIterable<Page>, stop: AbortSignal, stream: string): Promise<void> {
  const read = async () => {
    for await (const _ of pages) must(false, `Stopped, it gave another page of "${stream}".`);
  };
  const failure = await within(SOON_MS, `Stopping "${stream}"`, failureOf(read()));
  must(failure !== undefined, `Stopped, "${stream}" ended as if it were read to its end.`);
  if (failure instanceof Error && failure.name === "Broken") throw failure;
  const isStop = failure === stop.reason || (failure instanceof Error && failure.name === "AbortError");
  must(isStop, `Stopped, "${stream}" failed with "${String(failure)}" and not with the signal's reason.`);
}
