import { extract } from "@chat-etl/engine";
import { openWorkspace } from "@chat-etl/store";
import { talkjsExportSource } from "@chat-etl/talkjs";
import { measured, QUIET } from "./measure.ts";

/** Stages an export's files: read, check, normalize, write to the workspace. Arguments: folder, workspace. */
const [path = "", folder = ""] = process.argv.slice(2);

await measured(async () => {
  const stop = new AbortController().signal;
  const workspace = await openWorkspace(folder);
  const source = await talkjsExportSource.open({ path }, { signal: stop, logger: QUIET });
  await extract(source, {
    definition: talkjsExportSource,
    staging: workspace.staging,
    stop,
    logger: QUIET,
    onEvent: () => {},
  });
  const { message } = await workspace.tallies.byKind("none");
  await workspace.close();
  return message.staged;
});
