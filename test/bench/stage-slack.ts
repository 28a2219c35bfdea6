import { extract } from "@chat-etl/engine";
import { slackExportSource } from "@chat-etl/slack-export";
import { openWorkspace } from "@chat-etl/store";
import { measured, QUIET } from "./measure.ts";

/** Stages a Slack export: unzip, read, check, normalize, write to the workspace. Arguments: zip archive, workspace. */
const [path = "", folder = ""] = process.argv.slice(2);

await measured(async () => {
  const stop = new AbortController().signal;
  const workspace = await openWorkspace(folder);
  const config = slackExportSource.config.parse({ path });
  const source = await slackExportSource.open(config, { signal: stop, logger: QUIET });
  await extract(source, {
    definition: slackExportSource,
    staging: workspace.staging,
    stop,
    logger: QUIET,
    onEvent: () => {},
  });
  const { message } = await workspace.tallies.byKind("none");
  await workspace.close();
  return message.staged;
});
