import { talkjsExportSource } from "@chat-etl/talkjs";
import { measured } from "./measure.ts";
import { stageAll } from "./stage-all.ts";

/** Stages an export's files. Arguments: folder, workspace. */
const [path = "", folder = ""] = process.argv.slice(2);

await measured(async () => await stageAll(talkjsExportSource, { path }, folder));
