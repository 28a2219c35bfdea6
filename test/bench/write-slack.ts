import { zipSlackExport } from "@chat-etl/slack-export/generator";
import { measured } from "./measure.ts";

/** Writes a Slack export. Arguments: the zip archive, the generator's options as JSON. */
const [file = "", options = "{}"] = process.argv.slice(2);

await measured(async () => {
  const { conversations } = await zipSlackExport(file, JSON.parse(options));
  return conversations.reduce((sum, { messages }) => sum + messages.length, 0);
});
