import * as z from "zod";
import { anyObject, anyObjects, flag, id, list, number, object, text, texts } from "./wire-fields.ts";
import { WireAttachment, WireFile } from "./wire-files.ts";

/** One entry of `users.json` or `org_users.json`. Sheet, section 3.1. */
export const WireUser = z.looseObject({
  id,
  team_id: text,
  /** The legacy handle. */
  name: text,
  deleted: flag,
  real_name: text,
  tz: text,
  is_admin: flag,
  is_owner: flag,
  is_primary_owner: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_bot: flag,
  is_stranger: flag,
  is_external: flag,
  is_invited_user: flag,
  is_forgotten: flag,
  /** Seconds. */
  updated: number,
  locale: text,
  enterprise_user: object({ id: text, enterprise_id: text }),
  profile: object({
    real_name: text,
    display_name: text,
    email: text,
    phone: text,
    title: text,
    status_text: text,
    status_emoji: text,
    image_original: text,
    image_512: text,
    image_192: text,
    image_72: text,
    bot_id: text,
    /** Of custom fields: an object; `[]` or `null` without any. */
    fields: z.unknown().optional(),
  }),
});
export type WireUser = z.output<typeof WireUser>;

/** A topic or purpose; third parties write its words alone. `last_set` in seconds, 0: never. */
const purpose = z.union([
  object({ value: text, creator: text, last_set: number }),
  z.string().transform((value) => ({ value })),
]);

/** One entry of `channels.json`, `groups.json`, `mpims.json` or `dms.json`. Sheet, section 3.2. */
export const WireConversation = z.looseObject({
  id,
  /** Missing in `dms.json`. */
  name: text,
  /** Seconds; below 2013: unknown. */
  created: number,
  creator: text,
  is_archived: flag,
  is_general: flag,
  /** Only those of today; an archived channel has `[]`, third parties write `null`. */
  members: texts,
  topic: purpose,
  purpose,
  pins: list(z.looseObject({ id: text, type: text, user: text, owner: text, created: number }).nullable()),
});
export type WireConversation = z.output<typeof WireConversation>;

/** Who wrote a message, as it was then. Sheet, section 5. */
const authorSnapshot = object({
  real_name: text,
  display_name: text,
  name: text,
  image_72: text,
  team: text,
  is_restricted: flag,
  is_ultra_restricted: flag,
});

const botSnapshot = object({ id: text, app_id: text, user_id: text, name: text, icons: anyObject, deleted: flag });

/** One message of a day file. Only `ts` is asked for, and that by `normalize`. Sheet, sections 5 and 6. */
export const WireMessage = z.looseObject({
  type: text,
  subtype: text,
  /** Seconds, a dot, six digits. */
  ts: z.union([z.string(), z.number()]).nullish(),
  user: text,
  text,
  blocks: z.unknown().optional(),
  mrkdwn: z.boolean().nullish().catch(undefined),
  user_profile: authorSnapshot,
  bot_id: text,
  bot_profile: botSnapshot,
  app_id: text,
  username: text,
  icons: anyObject,
  thread_ts: text,
  edited: object({ user: text, ts: text }),
  reactions: list(z.looseObject({ name: text, users: texts, count: number }).nullable()),
  files: list(WireFile.nullable()),
  file: WireFile.nullish(),
  x_files: texts,
  attachments: list(WireAttachment.nullable()),
  comment: object({ user: text, comment: text }),
  hidden: flag,
  /** Of an entry in the log of deletions: which message, and what it was. */
  deleted_ts: text,
  previous_message: object({ ts: text, thread_ts: text }),
  inviter: text,
  members: texts,
  room: object({ created_by: text, date_start: number, date_end: number }),
  metadata: anyObject,
  replies: anyObjects,
});
export type WireMessage = z.output<typeof WireMessage>;
