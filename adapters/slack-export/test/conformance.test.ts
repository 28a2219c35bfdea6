import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeSource } from "@chat-etl/conformance";
import { slackExportSource } from "../src/index.ts";
import { ALL_QUIRKS, zipSlackExport } from "./support/slack-export.ts";

/** What no readable export has, and a file that is out of order by mistake. */
const UNFIT = ["txt-export", "huge-archive", "nested-top-folder", "unsorted-day-file"];

describeSource(slackExportSource, async () => {
  const folder = await mkdtemp(join(tmpdir(), "slack-conformance-"));
  const path = join(folder, "export.zip");
  const quirks = ALL_QUIRKS.filter((quirk) => !UNFIT.includes(quirk));
  await zipSlackExport(path, { quirks });
  // The token that opens every file of the workspace.
  return { config: { path }, secrets: ["xoxe-"], close: () => rm(folder, { recursive: true }) };
});
