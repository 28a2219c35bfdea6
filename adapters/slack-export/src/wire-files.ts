import * as z from "zod";
import { anyObject, anyObjects, flag, number, object, text } from "./wire-fields.ts";

/** A file that was shared, or what is left of one. Sheet, section 9.1. */
export const WireFile = z.looseObject({
  id: text,
  name: text,
  title: text,
  mimetype: text,
  filetype: text,
  /** Bytes. */
  size: number,
  user: text,
  /** `hosted`, `external`, `snippet`, …; `tombstone` and `hidden_by_limit` are stubs. */
  mode: text,
  /** `visible`, or why it is not. */
  file_access: text,
  is_external: flag,
  external_url: text,
  /** Both may hold the export's secret token. */
  url_private: text,
  url_private_download: text,
  thumb_480: text,
  thumb_360: text,
  thumb_video: text,
  thumb_pdf: text,
  original_w: number,
  original_h: number,
  duration_ms: number,
  /** `slack_audio`, `slack_video`. */
  subtype: text,
  initial_comment: object({ user: text, comment: text }),
  /** Conversation id → the messages that shared it. */
  shares: object({ public: anyObject, private: anyObject }),
});
export type WireFile = z.output<typeof WireFile>;

/** A link preview, a quoted message, or what a bot says. Sheet, section 9.2. */
export const WireAttachment = z.looseObject({
  fallback: text,
  title: text,
  title_link: text,
  from_url: text,
  service_name: text,
  image_url: text,
  image_width: number,
  image_height: number,
  thumb_url: text,
  is_msg_unfurl: flag,
  is_share: flag,
  channel_id: text,
  author_id: text,
  ts: text,
  fields: anyObjects,
});
export type WireAttachment = z.output<typeof WireAttachment>;
