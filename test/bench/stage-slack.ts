import { slackExportSource } from "@chat-etl/slack-export";
import { measured } from "./measure.ts";
import { stageAll } from "./stage-all.ts";

/** Stages a Slack export. Arguments: zip archive, workspace. */
const [path = "", folder = ""] = process.argv.slice(2);

await measured(async () => await stageAll(slackExportSource, { path }, folder));
