import * as z from "zod";
import { CSV_COLUMNS } from "./csv-columns.ts";

/** The names that Sendbird gives channels itself. */
const CHANNEL_URL = String.raw`sendbird_(?:group|open)_channel_\w+`;

export const SendbirdSourceConfig = z.strictObject({
  path: z.string().min(1).meta({
    description: "The export: a zip archive or a folder with files of users, channels, members and messages.",
    env: "SENDBIRD_EXPORT",
    where: "Sendbird Dashboard, Data export, or the answers of the Platform API",
  }),
  appId: z.string().min(1).optional().meta({
    description:
      "Application ID of the export, the same for all its exports: a target recognises by it what it has already. Default: the path.",
    env: "SENDBIRD_APP_ID",
    where: "Sendbird Dashboard, Overview",
  }),
  apiToken: z.string().min(1).optional().meta({
    description:
      "The app's token, for copying files that open with it only. It is sent to hosts of sendbird.com alone. Default: files are asked for without one.",
    env: "SENDBIRD_API_TOKEN",
    where: "Sendbird Dashboard, Settings, Application, General, API tokens",
    secret: true,
  }),
  timeZone: z.string().refine(isTimeZone, "must be a time zone like UTC or Asia/Seoul").optional().meta({
    description:
      "Time zone that was chosen for the export, like UTC or Asia/Seoul: that of times in CSV which name none. Default: such times are refused.",
  }),
  csvDelimiter: z
    .string()
    .regex(/^[^"\r\n]$/, "must be one character, and no quotation mark or end of a line")
    .optional()
    .meta({
      description: "What parts the fields in CSV files. Default: whichever of , ; | and tab the first line shows.",
    }),
  csvColumns: z.string().regex(CSV_COLUMNS, "must be written like Sender=user_id,Sent=created_at").optional().meta({
    description:
      "Columns of CSV files that are not called as the API calls its fields, each with the field that it is: Sender=user_id,Sent=created_at. Default: none.",
  }),
  channelInPath: z.string().refine(isExpression, "must be a regular expression").default(CHANNEL_URL).meta({
    description:
      "Regular expression for the channel_url in the path of a file of members that does not say of which channel they are.",
  }),
  ignore: z.string().min(1).optional().meta({
    description: "Files to leave out: a glob over their names in the export, like **/report.json. Default: none.",
  }),
});
export type SendbirdSourceConfig = z.output<typeof SendbirdSourceConfig>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}
