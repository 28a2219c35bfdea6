import { genericJsonSource } from "@chat-etl/generic-json";
import { measured } from "./measure.ts";
import { stageAll } from "./stage-all.ts";

/** Stages an archive. Arguments: folder, workspace. */
const [path = "", folder = ""] = process.argv.slice(2);

await measured(async () => await stageAll(genericJsonSource, { path, mapping: "canonical" }, folder));
