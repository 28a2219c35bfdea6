import type { SlackExportConfig } from "../config.ts";

/** What the index of users says of one, as far as messages need it. */
export interface KnownUser {
  /** How he is called. */
  readonly label: string;
  readonly isBot: boolean;
  readonly isDeleted: boolean;
  readonly isGuest: boolean;
  /** Where his fullest entry stands: `users.json@1024`. */
  readonly origin: string;
  /** How much that entry says. */
  readonly size: number;
}

/** Which index file a conversation stands in; that alone tells its kind (sheet, section 16). */
export type ListName = "channels" | "groups" | "mpims" | "dms";

/** Something pinned, or the time and person of it. Instants in milliseconds. */
export interface Pin {
  readonly pinnedBy?: string;
  readonly pinnedAt?: number;
}

/** What messages need to know of the conversation they stand in. */
export interface KnownConversation {
  readonly id: string;
  /** `unlisted`: there is a folder, but no index names it. `file`: what was written on a file (sheet, section 2.1). */
  readonly list: ListName | "unlisted" | "file";
  /** As the index has it; a direct conversation is called by its id. */
  readonly name: string;
  /** The folder below `teams/` it stands in. */
  readonly workspace?: string | undefined;
  readonly isArchived: boolean;
  /** Whether the index names members: who is not among them is none any more. */
  readonly hasMembers: boolean;
  /** By the `ts` of the message. */
  readonly pins: ReadonlyMap<string, Pin>;
  /** Where its entry stands: `channels.json@1024`; or the folder. */
  readonly origin: string;
}

/** What one index entry calls a conversation: its folder is called the same. */
export interface Listing {
  readonly id: string;
  readonly name: string;
  readonly isArchived: boolean;
}

/** A canvas, of which an export has no more than the address. Sheet, section 3.4. */
export interface KnownCanvas {
  readonly id: string;
  readonly title?: string;
  readonly permalink?: string;
}

/** What a value may know beside itself: small maps made of the index files before anything else is read. */
export interface Known {
  readonly users: ReadonlyMap<string, KnownUser>;
  /** `B…` → the user that stands for the bot. */
  readonly botUsers: ReadonlyMap<string, string>;
  /** App or service id → its name, from the integration logs. */
  readonly integrations: ReadonlyMap<string, string>;
  readonly conversations: ReadonlyMap<string, KnownConversation>;
  /** By workspace, as in `KnownConversation`: every entry of its indexes. Several can list one conversation. */
  readonly listings: ReadonlyMap<string | undefined, readonly Listing[]>;
  /** By conversation. */
  readonly canvases: ReadonlyMap<string, readonly KnownCanvas[]>;
  /** Slack id → the id the person has in the target already. */
  readonly targetIds: ReadonlyMap<string, string>;
  /** The workspace most people are at home in; undefined: there is none, or several are exported. */
  readonly homeTeam: string | undefined;
  /** File id → the entry of the export that holds its bytes, where third parties put them there. Sheet, section 2.3. */
  readonly filesInside: ReadonlyMap<string, string>;
  readonly policies: SlackExportConfig;
}

/** Where a message stands, and what may be known there. */
export interface MessagePlace {
  readonly conversation: KnownConversation;
  readonly known: Known;
  /** The same message stands there again, edited later. */
  readonly isOlderCopy?: boolean;
  /** A message of somebody else has the same `ts`, and goes by it. */
  readonly isSomebodyElses?: boolean;
}

/** The id a person goes by: that of the target, if the operator has said one. */
export function userIdOf(slackId: string, { targetIds }: Known): string {
  return targetIds.get(slackId) ?? slackId;
}
