import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnySource, defineSource, type Page } from "@chat-etl/sdk";
import { openWorkspace, type Workspace } from "@chat-etl/store";
import { expect, it } from "vitest";
import * as z from "zod";
import { extract } from "../src/index.ts";

/** Pages of three people each; the cursor says how many there are by then. */
function peopleSource(read: () => AsyncIterable<Page>): AnySource {
  return defineSource({
    name: "people",
    summary: "",
    config: z.object({}),
    capabilities: { messageOrder: "unordered", resumable: true, incremental: false },
    streams: {
      people: {
        kind: "user",
        wire: z.object({ id: z.string() }),
        normalize: ({ id }) => [{ kind: "user", id, displayName: id }],
      },
    },
    identity: () => "people",
    open: async () => ({ read }),
  });
}

function pageOf(number: number, ending = ""): Page {
  const ids = [1, 2, 3].map((value) => `${number}-${value}${ending}`);
  const values = ids.map((id) => ({ value: { id }, origin: id }));
  return { values, cursor: String(3 * number) };
}

const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function extractAll(workspace: Workspace, definition: AnySource, stop = new AbortController().signal) {
  const source = await definition.open({}, { signal: stop, logger: QUIET });
  await extract(source, { definition, staging: workspace.staging, stop, logger: QUIET, onEvent: () => {} });
}

async function stateOf({ staging, tallies }: Workspace) {
  const { cursor, done } = await staging.stream("people");
  return { cursor, done, staged: (await tallies.byKind("nowhere")).user.staged };
}

it("what was read before a source failed is saved by the time it is told", async () => {
  const workspace = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-engine-")));
  const source = peopleSource(async function* () {
    for (let number = 1; number <= 30; number += 1) yield pageOf(number);
    throw new Error("the source is gone");
  });
  await expect(extractAll(workspace, source)).rejects.toThrow("the source is gone");
  expect(await stateOf(workspace)).toEqual({ cursor: "90", done: false, staged: 90 });
  await workspace.close();
});

it("what was read before it was asked to stop is saved by the time it has stopped", async () => {
  const workspace = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-engine-")));
  const control = new AbortController();
  const source = peopleSource(async function* () {
    for (let number = 1; ; number += 1) {
      if (number === 12) control.abort();
      yield pageOf(number);
    }
  });
  await expect(extractAll(workspace, source, control.signal)).rejects.toThrow("aborted");
  expect(await stateOf(workspace)).toEqual({ cursor: "36", done: false, staged: 36 });
  await workspace.close();
});

it("stops reading when a page cannot be saved, and no stream counts as read", async () => {
  const workspace = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-engine-")));
  let pages = 0;
  const source = peopleSource(async function* () {
    while (pages < 200) {
      pages += 1;
      const page = pageOf(pages, "x".repeat(100_000));
      // A cursor that SQLite cannot bind stands for whatever fails on the other side.
      yield pages === 5 ? { ...page, cursor: { no: "text" } as unknown as string } : page;
    }
  });
  await expect(extractAll(workspace, source)).rejects.toThrow();
  // No more than may be under way, four million characters.
  expect(pages).toBeLessThan(5 + 15);
  const { cursor, done, staged } = await stateOf(workspace);
  expect(done).toBe(false);
  expect(staged).toBe(Number(cursor ?? 0));
  await workspace.close();
});

it("logs a thousand rejected values of a stream, and that there are more", async () => {
  const workspace = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-engine-")));
  const source = peopleSource(async function* () {
    for (let page = 0; page < 7; page += 1) {
      const values = Array.from({ length: 300 }, (_, value) => ({ value: { bad: true }, origin: `${page}#${value}` }));
      yield { values, cursor: String(page) };
    }
  });
  const lines: string[] = [];
  const logger = { ...QUIET, warn: (message: string) => lines.push(message) };
  const stop = new AbortController().signal;
  const opened = await source.open({}, { signal: stop, logger });
  await extract(opened, { definition: source, staging: workspace.staging, stop, logger, onEvent: () => {} });
  expect(Object.entries(Object.groupBy(lines, (line) => line)).map(([line, all]) => [line, all?.length])).toEqual([
    ["Value rejected.", 1_000],
    ['More rejected values are not logged one by one: "etl errors" lists all of them.', 1],
  ]);
  expect((await workspace.tallies.byKind("nowhere")).user.rejected).toBe(2_100);
  await workspace.close();
});
