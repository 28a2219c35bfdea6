import type { Layout, Quirk } from "./options.ts";

/** What was written, so that a test can look for all of it. */
export interface SlackExportWorld {
  readonly layout: Layout;
  /** Everybody whom an index of the export lists, each once. */
  readonly users: readonly WorldUser[];
  /** What a reader must find, also without an index entry; those with messages and those without. */
  readonly conversations: readonly WorldConversation[];
  /** What stands in day files and is no message of its own: to be rejected, dropped or applied to another message. */
  readonly strays: readonly WorldStray[];
  /** Where each quirk put itself. A quirk has at least one place, and may have many. */
  readonly placed: readonly Placed[];
  /** The names of all files or zip entries, in the order in which they were written. */
  readonly paths: readonly string[];
}

export interface WorldUser {
  readonly id: string;
  readonly name: string;
  /** §3.1: `display_name`, else `real_name`, else `name`. */
  readonly displayName: string;
  readonly email: string | undefined;
  readonly isBot: boolean;
  readonly isDeleted: boolean;
  readonly isGuest: boolean;
}

/** `file` and `unknown` have a folder and no index entry (§2.1). */
export type WorldConversationKind = "public" | "private" | "mpim" | "dm" | "file" | "unknown";

export interface WorldConversation {
  /** For `file` and `unknown` Slack gives none; here it is the folder's name. */
  readonly id: string;
  readonly kind: WorldConversationKind;
  /** As the index has it; undefined for direct messages and folders without an entry. */
  readonly name: string | undefined;
  readonly folder: string;
  /** Enterprise Grid: the `teams/<name>` it stands in; undefined at the root. */
  readonly team: string | undefined;
  readonly isArchived: boolean;
  /** As the index lists them, `null` included; undefined without an entry. */
  readonly members: readonly string[] | null | undefined;
  /** Oldest first. */
  readonly messages: readonly WorldMessage[];
}

export interface WorldMessage {
  readonly ts: string;
  /**
   * Who wrote it, by §8; for a system message who caused it. Bots that are no users: their `B…` id.
   * Undefined where the export does not name anybody by an id.
   */
  readonly authorId: string | undefined;
  readonly subtype: string | undefined;
  /** Its `kind` in §6 is `system`. */
  readonly isSystem: boolean;
  /** The `text` as it stands in the file. */
  readonly text: string | undefined;
  /** For a reply: the root's `ts`, also if there is no such message. */
  readonly threadRootTs: string | undefined;
  readonly isThreadRoot: boolean;
  readonly isBroadcast: boolean;
  /** §6: a deleted root, kept for its replies. */
  readonly isTombstone: boolean;
  readonly editedTs: string | undefined;
  readonly reactions: readonly { readonly name: string; readonly userIds: readonly string[] }[];
  readonly fileIds: readonly string[];
  /** The day file it stands in. */
  readonly path: string;
}

export interface WorldStray {
  readonly conversationId: string;
  readonly path: string;
  /**
   * `item`: not usable (null, no `ts`, a malformed one). `file`: the whole file is broken.
   * `event`: something about another message (§6: message_changed, message_deleted, message_replied), or hidden (§14).
   * `copy`: a message that the export holds twice.
   */
  readonly what: "item" | "file" | "event" | "copy";
  readonly detail: string;
}

/** Where a quirk put itself; whichever of these apply. */
export interface Placed {
  readonly quirk: Quirk;
  readonly conversationId?: string;
  readonly ts?: string;
  readonly userId?: string;
  readonly fileId?: string;
  readonly path?: string;
  /** What to look for there, in a few words. */
  readonly detail?: string;
}
