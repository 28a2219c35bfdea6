import type { JsonObject } from "@chat-etl/model";
import * as z from "zod";

/** An entry of `POST /data_import/users`. Times are UNIX seconds, here and below. */
export interface WireUser {
  readonly uid: string;
  readonly name: string;
  readonly avatar?: string | undefined;
  /** One that exists. */
  readonly role?: string | undefined;
  readonly link?: string | undefined;
  readonly metadata: JsonObject;
  readonly tags?: readonly string[] | undefined;
  readonly createdAt: number;
  readonly lastActiveAt?: number | undefined;
}

/** An entry of `POST /data_import/groups`. */
export interface WireGroup {
  readonly guid: string;
  readonly name: string;
  readonly type: "public" | "private";
  readonly icon?: string | undefined;
  /** Uid of a user that exists. */
  readonly owner?: string | undefined;
  readonly createdAt: number;
  readonly metadata: JsonObject;
  readonly tags?: readonly string[] | undefined;
}

/** An entry of `POST /data_import/members`. */
export interface WireMember {
  /** `<guid>_member_<uid>`. */
  readonly memberId: string;
  readonly guid: string;
  readonly uid: string;
  readonly scope: "admin" | "moderator" | "participant";
  readonly isBanned?: boolean | undefined;
  readonly joinedAt: number;
}

/** A file by its address; CometChat does not copy it. */
export interface WireAttachment {
  readonly name: string;
  readonly mimeType: string;
  /** Without the dot. */
  readonly extension: string;
  readonly url: string;
  /** Bytes, as a string. */
  readonly size?: string | undefined;
}

export interface WireData {
  readonly text?: string | undefined;
  readonly attachments?: readonly WireAttachment[] | undefined;
  readonly customData?: JsonObject | undefined;
  readonly metadata: JsonObject;
}

/** An entry of `POST /data_import/messages`. */
export interface WireMessage {
  readonly muid: string;
  /** Uid. */
  readonly sender: string;
  readonly receiverType: "user" | "group";
  /** Uid or guid. */
  readonly receiver: string;
  readonly category: "message" | "custom";
  /** `text`, `image`, `video`, `audio` or `file`; any word for category `custom`. */
  readonly type: string;
  readonly data: WireData;
  readonly sentAt: number;
  readonly deliveredAt?: number | undefined;
  readonly readAt?: number | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** What goes wrong, for a request or a row. `details` names the fields; PHP writes an empty one as a list. */
export const WireError = z.object({ code: z.string(), details: z.unknown().optional() });
export type WireError = z.infer<typeof WireError>;

/** Body of an answer that is no success. */
export const WireFailure = z.object({ error: WireError });

/** Answer of the data import: a verdict per key. A list when the keys are 0, 1, 2, … (T13). */
export const WireImportAnswer = z.object({
  data: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
});
export type WireImportAnswer = z.infer<typeof WireImportAnswer>;

const id = z.union([z.string(), z.number()]).optional();

/** The part of a stored entity that tells what it is. */
export const WireEntity = z.object({ id, uid: id, guid: id, muid: id });
export type WireEntity = z.infer<typeof WireEntity>;

/** One row's verdict. The entity lies in `data`, by an older page in `data.data`. */
export const WireRow = z.object({
  success: z.boolean().optional(),
  data: z.unknown().optional(),
  error: WireError.optional(),
});
export type WireRow = z.infer<typeof WireRow>;
