import * as z from "zod";

/** What a person supplies to read the files of TalkJS's export script. */
export const TalkjsExportConfig = z.strictObject({
  path: z.string().min(1).meta({
    description: "Folder that holds <appId>-users.json, <appId>-conversations.json and <appId>-messages.json.",
    env: "TALKJS_EXPORT_PATH",
    where: "Where TalkJS's export script was run (rest-api/export-data in talkjs/talkjs-examples on GitHub)",
  }),
  appId: z.string().trim().min(1).optional().meta({
    description: "Id of the exported TalkJS app. Needed only if the folder holds the exports of several apps.",
    env: "TALKJS_EXPORT_APP_ID",
    where: "The part of the file names before -users.json",
  }),
});
export type TalkjsExportConfig = z.output<typeof TalkjsExportConfig>;
