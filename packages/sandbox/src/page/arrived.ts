/** What a platform holds, as its page shows it to people. Reads only; each answer is at most a page long. */
export interface Arrived {
  /** The platform's own name: `CometChat`. */
  readonly platform: string;
  counts(): ArrivedCounts;
  /** The latest active first. */
  conversations(query: ConversationQuery): List<ShownConversation>;
  conversation(id: string): ShownConversation | undefined;
  messages(conversationId: string, part: ConversationPart): ShownMessages;
  members(conversationId: string, query: ListQuery): List<ShownMember>;
}

export interface ArrivedCounts {
  readonly users: number;
  readonly conversations: number;
  readonly memberships: number;
  readonly messages: number;
}

export interface ListQuery {
  /** A list's `next`. Default: from the first. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface ConversationQuery extends ListQuery {
  /** Found in names and ids, whatever the case. Default: all. */
  readonly search?: string | undefined;
}

export interface List<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; missing behind the last item. */
  readonly next?: string | undefined;
}

export interface ShownConversation {
  readonly id: string;
  readonly title: string;
  /** In the platform's words: `group, private`. */
  readonly kind: string;
  readonly memberCount: number;
  readonly messageCount: number;
  /** Of the latest message, in UNIX milliseconds; missing where there is none. */
  readonly lastMessageAt?: number | undefined;
}

/** The messages next to one of the named, or at one end of the conversation. */
export interface ConversationPart {
  readonly from: "oldest" | "newest" | { readonly before: string } | { readonly after: string };
  readonly limit: number;
}

export interface ShownMessages {
  /** Oldest first. */
  readonly messages: readonly ShownMessage[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

export interface ShownMessage {
  readonly id: string;
  readonly author: { readonly id: string; readonly name: string };
  /** UNIX milliseconds, as all times. */
  readonly sentAt: number;
  readonly editedAt?: number | undefined;
  readonly deletedAt?: number | undefined;
  /** Set for what is no ordinary message, in the platform's words: `custom: location`. */
  readonly label?: string | undefined;
  readonly text: readonly TextPart[];
  readonly attachments: readonly ShownAttachment[];
  readonly reactions: readonly { readonly emoji: string; readonly count: number }[];
  /** What else is kept of it: shown folded, as JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Text as it stands, or somebody who is mentioned in it, by name. */
export type TextPart = string | { readonly mention: string };

export interface ShownAttachment {
  readonly name: string;
  readonly url: string;
  readonly mimeType?: string | undefined;
  readonly sizeBytes?: number | undefined;
}

export interface ShownMember {
  readonly id: string;
  readonly name: string;
  /** In the platform's words: `admin`, `banned`. */
  readonly role?: string | undefined;
  readonly joinedAt?: number | undefined;
}
