/** The kinds of part files: what was sent, in the order of its arrival, before it is put together. */
export interface UserPart {
  /** The source's id. */
  readonly key: string;
  /** As the line wants it, without `teams`. */
  readonly user: { readonly username: string; readonly email: string } & Readonly<Record<string, unknown>>;
}

export interface ChannelPart {
  readonly key: string;
  readonly line:
    | { readonly type: "channel"; readonly channel: { readonly team: string; readonly name: string } }
    | { readonly type: "direct_channel"; readonly direct_channel: { readonly members: readonly string[] } };
}

export interface SeatPart {
  readonly key: string;
  readonly username: string;
  readonly team: string;
  readonly channel: { readonly name: string } & Readonly<Record<string, unknown>>;
}

export interface PostPart {
  /** The source's id and the number of the part. */
  readonly key: string;
  readonly id: string;
  /** From 0: of a message that became several. */
  readonly part: number;
  /** The posts of one thread have the same. */
  readonly thread: string;
  readonly isReply: boolean;
  /** Team and channel, or the members of a direct channel. */
  readonly place: { readonly team: string; readonly channel: string } | { readonly channel_members: readonly string[] };
  readonly post: WrittenPost;
}

export interface WrittenPost {
  readonly user: string;
  readonly message: string;
  readonly create_at: number;
  readonly is_pinned?: boolean;
  readonly [field: string]: unknown;
}
