import { extract } from "@chat-etl/engine";
import type { Page, ReadOptions, Source } from "@chat-etl/sdk";
import { openWorkspace, type Tallies, type Workspace } from "@chat-etl/store";
import type { SourceSubject } from "../check.ts";
import { inFolder } from "../shared/in-folder.ts";
import { keepLog } from "../shared/keep-log.ts";
import { withSource } from "./open.ts";

interface Staged {
  readonly records: readonly string[];
  readonly kinds: Awaited<ReturnType<Tallies["byKind"]>>;
  /** How many pages were read altogether, and by how many runs. */
  readonly pages: number;
  readonly runs: number;
}

class Killed extends Error {}

/** Extracts with the engine into a real workspace, in runs that each die behind so many pages. */
export async function stagedOf(subject: SourceSubject, { pagesEach }: { readonly pagesEach: number }): Promise<Staged> {
  return await inFolder(async (folder) => {
    let pages = 0;
    for (let runs = 1; ; runs += 1) {
      const workspace = await openWorkspace(folder);
      try {
        const left = { pages: pagesEach };
        const isKilled = await extractSome(subject, workspace, left, () => {
          pages += 1;
        });
        if (!isKilled) return { ...(await look(workspace)), pages, runs };
      } finally {
        await workspace.close();
      }
    }
  });
}

/** Tells whether it was killed. */
async function extractSome(
  subject: SourceSubject,
  { staging }: Workspace,
  left: { pages: number },
  onPage: () => void,
): Promise<boolean> {
  const { definition } = subject;
  const { logger } = keepLog();
  const stop = new AbortController().signal;
  try {
    await withSource(subject, async (source) => {
      const mortal = dying(source, left, onPage);
      await extract(mortal, { definition, staging, stop, logger, onEvent: () => {} });
    });
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}

function dying(source: Source, left: { pages: number }, onPage: () => void): Source {
  return {
    async *read(stream: string, options: ReadOptions): AsyncGenerator<Page, void> {
      for await (const page of source.read(stream, options)) {
        if (left.pages === 0) throw new Killed("The run dies here.");
        left.pages -= 1;
        onPage();
        yield page;
      }
    },
  };
}

/** Whatever number a record has in the workspace, it is the same record. */
async function look({ lane, tallies }: Workspace): Promise<Pick<Staged, "records" | "kinds">> {
  const { loading } = lane("conformance");
  const others = await Promise.all(
    (["user", "conversation", "membership"] as const).map((kind) => loading.unsettled(kind, undefined, ALL)),
  );
  const place = { shard: { index: 0, of: 1 }, order: "by-time", after: undefined, limit: ALL } as const;
  const messages = await loading.unsettledMessages(place);
  const records = [...others.flat(), ...messages].map(({ record }) => JSON.stringify(record));
  return { records: records.sort(), kinds: await tallies.byKind("conformance") };
}

const ALL = 1_000_000;
