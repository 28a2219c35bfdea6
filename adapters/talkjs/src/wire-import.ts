import type { WireNode } from "./wire-content.ts";

/** A map of strings: TalkJS refuses any other value (TalkJS sheet, T17). */
export type Custom = Readonly<Record<string, string>>;

/** A user of `PUT /users`. What is left out stays as it is (TalkJS sheet, T19). */
export interface UserWire {
  readonly id: string;
  readonly fields: {
    readonly name: string;
    readonly email?: readonly string[] | undefined;
    readonly phone?: readonly string[] | undefined;
    readonly photoUrl?: string | undefined;
    readonly role?: string | undefined;
    readonly locale?: string | undefined;
    readonly custom: Custom;
  };
}

/** A conversation of `PUT /conversations/{id}`. */
export interface ConversationWire {
  readonly id: string;
  readonly fields: {
    /** Only adds (TalkJS sheet, T12). With full access and all notifications. */
    readonly participants?: readonly string[] | undefined;
    readonly subject?: string | undefined;
    readonly photoUrl?: string | undefined;
    readonly welcomeMessages?: readonly string[] | undefined;
    readonly custom: Custom;
  };
}

/** A participant. With full access at first: who may only read cannot have written. */
export interface ParticipantWire {
  readonly conversationId: string;
  readonly userId: string;
  readonly notify: boolean | "MentionsOnly";
}

/** A file that the message is about; fetched and uploaded when it is sent. */
export interface FileWire {
  readonly url: string;
  readonly name: string;
  readonly subtype?: "image" | "video" | "audio" | "voice" | undefined;
  readonly mimeType?: string | undefined;
  readonly sizeBytes?: number | undefined;
  /** Pixels. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Seconds. */
  readonly duration?: number | undefined;
}

/** Exactly one block: TalkJS stores no more (TalkJS sheet, T21). */
export type ContentBlock =
  | { readonly type: "text"; readonly children: readonly WireNode[] }
  | { readonly type: "location"; readonly latitude: number; readonly longitude: number };

/** What is shown: text with markup (g1), or a content block (g2). */
export type Shown = { readonly text: string } | { readonly content: readonly ContentBlock[] };

/** A part of a message: all of it, in most cases. */
export interface MessageWire {
  readonly conversationId: string;
  readonly dialect: "g1" | "g2";
  readonly type: "UserMessage" | "SystemMessage";
  /** Missing for `SystemMessage`. */
  readonly sender?: string | undefined;
  /** The system speaks through a user, who has to take part. */
  readonly isSystemUser: boolean;
  /** Milliseconds. */
  readonly sentAt: number;
  /** Of g1. */
  readonly readBy?: readonly string[] | undefined;
  /** With the source's id and the source, and the number of the part if it is not the first. */
  readonly custom: Custom & { readonly sourceId: string; readonly source: string };
  readonly shown: Shown;
  /** Shown in place of `shown`, if it can be had: then `shown` is a link to it. */
  readonly file?: FileWire | undefined;
  /** Something of its conversation may have been sent before. */
  readonly isBegun: boolean;
}

/** What each kind becomes. */
export interface TalkjsWires {
  readonly user: UserWire;
  readonly conversation: ConversationWire;
  readonly membership: ParticipantWire;
  readonly message: MessageWire;
}
