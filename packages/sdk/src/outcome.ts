/** Why something was set aside: a code to group by, and a whole sentence for people. Never a message's text. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** Something of a record that the target cannot hold. Counted by code, with samples. */
export interface Loss {
  readonly code: string;
  /** What is lost, in general: the same sentence for every record with this code. */
  readonly detail: string;
}

/** What became of one wire value. */
export type Outcome =
  | {
      readonly status: "written" | "duplicate";
      readonly targetId?: string | undefined;
      /** What went missing while it was sent, beside what `encode` knew: a file that could not be had. */
      readonly losses?: readonly Loss[] | undefined;
    }
  | { readonly status: "rejected"; readonly reason: Reason }
  | { readonly status: "retry"; readonly reason: Reason; readonly retryAfterMs?: number };

/** Canonical → wire: several wires (a message split in two), none (the target has no such thing), or a refusal. */
export type Encoded<Wire> =
  | { readonly send: readonly Wire[]; readonly losses?: readonly Loss[] }
  | { readonly reject: Reason };
