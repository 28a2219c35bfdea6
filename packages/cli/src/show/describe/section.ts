/** The parts of a description, in their order. */
export const PARTS = ["options", "attachments", "capabilities", "passes", "carries", "losses", "sandbox"] as const;
type Part = (typeof PARTS)[number];

/** One part of what is told about a source or a sink. In all texts, what stands in backticks is a name, as it is. */
export interface Section {
  readonly part: Part;
  readonly title: string;
  /** Whole sentences. */
  readonly sentences: readonly string[];
  readonly tables: readonly SectionTable[];
}

export interface SectionTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
