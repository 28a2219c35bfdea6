import type { Access, Block, Custom, FileBlock, Notify, Origin } from "../shapes.ts";

/** A message before it is one: what is not said follows from the rest. */
export interface Draft {
  readonly id: string;
  /** `null`: the system. */
  readonly from: string | null;
  readonly at: number;
  /** Raw markup. `null` as some answers have it for files. */
  readonly text?: string | null | undefined;
  /** Instead of what would be parsed from `text`. */
  readonly content?: readonly Block[] | undefined;
  readonly file?: FileBlock | undefined;
  /** Latitude, longitude. */
  readonly place?: readonly [number, number] | undefined;
  /** From before content blocks: only the legacy fields. */
  readonly isLegacy?: boolean | undefined;
  readonly custom?: Custom | undefined;
  readonly origin?: Origin | undefined;
  /** Id of the message it quotes. */
  readonly replyTo?: string | undefined;
  readonly editedAt?: number | undefined;
  /** Who reacted, by emoji. */
  readonly reactions?: Readonly<Record<string, readonly string[]>> | undefined;
}

export interface Member {
  readonly userId: string;
  readonly access?: Access | undefined;
  readonly notify?: Notify | undefined;
  readonly joinedAt?: number | null | undefined;
  readonly readUntil?: number | null | undefined;
}

/** A conversation before it is one. */
export interface ConversationDraft {
  readonly id: string;
  readonly createdAt: number;
  readonly members: readonly Member[];
  readonly messages: readonly Draft[];
  readonly subject?: string | null | undefined;
  readonly topicId?: string | undefined;
  readonly photoUrl?: string | undefined;
  readonly welcomeMessages?: readonly string[] | undefined;
  readonly custom?: Custom | undefined;
}
