import { describeSource } from "@chat-etl/conformance";
import { mattermostSource } from "../src/index.ts";
import { writeExport } from "./support/export.ts";

describeSource(mattermostSource, async () => {
  const { path, close } = await writeExport(1_200);
  return { config: { path }, close };
});
