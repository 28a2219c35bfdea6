/** TalkJS' own shapes as its REST API hands them out (TalkJS sheet, sections 5.2, 6, 8.2, 8.3). Times are ms UTC. */

export type Custom = Readonly<Record<string, string>>;

export interface TalkUser {
  readonly id: string;
  readonly name: string;
  readonly email: readonly string[] | null;
  readonly phone: readonly string[] | null;
  /** Never checked by TalkJS: any string. */
  readonly photoUrl: string | null;
  readonly role: string | null;
  readonly locale: string | null;
  readonly welcomeMessage: string | null;
  readonly availabilityText: string | null;
  readonly custom: Custom;
  readonly pushTokens: Readonly<Record<string, true>> | null;
  readonly createdAt: number;
}

export type Access = "ReadWrite" | "Read";
export type Notify = boolean | "MentionsOnly";

interface TalkParticipant {
  readonly access: Access;
  readonly notify: Notify;
  readonly isUnread: boolean;
  /** Newer answers only, so old memberships have none. */
  readonly joinedAt: number | null;
  readonly readUntil: number | null;
}

export interface TalkConversation {
  readonly id: string;
  readonly subject: string | null;
  readonly topicId: string | null;
  readonly photoUrl: string | null;
  readonly welcomeMessages: readonly string[] | null;
  readonly custom: Custom;
  readonly participants: Readonly<Record<string, TalkParticipant>>;
  readonly lastMessage: TalkMessage | null;
  readonly createdAt: number;
  /** The smallest `readUntil` of all participants; `null` while one has read nothing. */
  readonly everyoneReadUntil: number | null;
}

export type Origin = "web" | "rest" | "email" | "import";

export interface TalkMessage {
  /** `msg_` and 22 of `[0-9A-Za-z]`. */
  readonly id: string;
  readonly conversationId: string;
  readonly type: "UserMessage" | "SystemMessage";
  /** `null` for system messages. May have left, or be a guest. */
  readonly senderId: string | null;
  /** Raw markup. */
  readonly text: string | null;
  readonly attachment: TalkAttachment | null;
  /** Latitude first. */
  readonly location: readonly [number, number] | null;
  /** `null` on messages from before content blocks. */
  readonly content: readonly Block[] | null;
  readonly custom: Custom;
  readonly origin: Origin;
  readonly readBy: readonly string[];
  readonly referencedMessageId: string | null;
  readonly reactions: Readonly<Record<string, ReactionSummary>>;
  readonly createdAt: number;
  readonly editedAt: number | null;
}

export interface TalkAttachment {
  readonly url: string;
  /** Bytes. */
  readonly size: number;
  readonly dimensions?: Dimensions;
}

interface Dimensions {
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Seconds. */
  readonly duration?: number;
}

/** Who reacted is told by another call. */
interface ReactionSummary {
  readonly count: number;
  /** Of the first reaction. */
  readonly createdAt: number;
  readonly currentUserReacted: boolean;
}

/** One entry of the reactor list (E77). */
export interface TalkReactor {
  readonly messageId: string;
  readonly emoji: string;
  readonly userId: string;
  readonly createdAt: number;
}

export type Block = TextBlock | FileBlock | LocationBlock;

interface TextBlock {
  readonly type: "text";
  readonly children: readonly TextNode[];
}

export interface FileBlock extends Dimensions {
  readonly type: "file";
  readonly url: string;
  /** Bytes. */
  readonly size: number;
  readonly filename: string;
  readonly fileToken: string;
  readonly subtype?: "image" | "video" | "audio" | "voice";
}

interface LocationBlock {
  readonly type: "location";
  readonly latitude: number;
  readonly longitude: number;
}

/** A plain string, or a marked part with either `children` or `text`. */
export type TextNode = string | MarkedNode;

export interface MarkedNode {
  readonly type: string;
  readonly children?: readonly TextNode[] | undefined;
  readonly text?: string | undefined;
  readonly url?: string | undefined;
  readonly id?: string | undefined;
  readonly action?: string | undefined;
  readonly params?: Custom | undefined;
}
