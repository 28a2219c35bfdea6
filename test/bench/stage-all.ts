import { extract } from "@chat-etl/engine";
import type { AnySource } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { QUIET } from "./measure.ts";

/** Stages all that a source gives in a workspace folder: read, check, normalize, write. Tells how many messages it holds then. */
export async function stageAll(definition: AnySource, options: object, folder: string): Promise<number> {
  const stop = new AbortController().signal;
  const workspace = await openWorkspace(folder);
  const source = await definition.open(definition.config.parse(options), { signal: stop, logger: QUIET });
  await extract(source, { definition, staging: workspace.staging, stop, logger: QUIET, onEvent: () => {} });
  const { message } = await workspace.tallies.byKind("none");
  await workspace.close();
  return message.staged;
}
