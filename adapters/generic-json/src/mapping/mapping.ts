import { KINDS } from "@chat-etl/model";
import * as z from "zod";
import { choice } from "./choice.ts";
import { DateForms, Zone } from "./date.ts";
import { Expression } from "./expression.ts";
import { RecordRule } from "./record-rule.ts";
import { strict } from "./strict.ts";

/** A JMESPath-free way to arrays: `messages`, `chats.list.*.messages`; empty: the root array. */
const Selection = z.string();

const FORMATS = ["json", "jsonl", "csv", "document"] as const;

/** Which files, and which values of them. */
const place = {
  /** A glob below the folder or inside the zip archive. A single file is taken if its name fits the last part. */
  files: z.string().min(1),
  /**
   * `json`: the elements of the selected arrays of one document; `jsonl`: a value on each line; `csv`: a row on each,
   * the first naming the columns; `document`: a small JSON document as one value. Default: by the file's ending.
   */
  format: z.enum(FORMATS).optional(),
  select: Selection.default(""),
  /** Parts the fields of CSV. */
  delimiter: z.string().length(1).optional(),
  /** Integers beyond 2^53 arrive as text, digit by digit. Slower. */
  exactNumbers: z.boolean().default(false),
};

/** Left out on purpose, and counted under this code. */
const DropRule = strict({
  when: Expression,
  code: z.string().regex(/^[a-z0-9-]+$/, "must be lower-case words with dashes, like bot-message"),
  because: z.string().min(1),
});

const Input = strict({
  ...place,
  /** No file of it need be there, and no array. */
  optional: z.boolean().default(false),
  /** What its values mainly are: one that cannot be read is counted under it. */
  holds: z.enum(KINDS).default("message"),
  /** In which order messages of one instant stand. */
  order: z.enum(["oldest-first", "newest-first"]).default("oldest-first"),
  drop: z.array(DropRule).default([]),
  /** Made once for each selected array, even an empty one, of the object around it. They are derived. */
  once: z.array(RecordRule).default([]),
  records: z.array(RecordRule).min(1),
});
export type Input = z.output<typeof Input>;

/** Rows for joins, held in memory. */
const TableSpec = strict({
  ...place,
  when: Expression.optional(),
  /** What the rows are looked up by. */
  key: Expression,
  /** What is kept of a row. Default: all of it. */
  take: Expression.optional(),
  /** Several rows may have one key: a look-up gives the list of them. */
  many: z.boolean().default(false),
});
export type TableSpec = z.output<typeof TableSpec>;

const Told = strict({
  files: z.string().min(1),
  take: Expression,
  /** What tells nothing goes by the name of the file or folder; so do several files. */
  optional: z.boolean().default(false),
});
export type Told = z.output<typeof Told>;

/** How a foreign format is read: where its users, conversations, memberships and messages are, and how each is made. */
export const Mapping = strict({
  /** Version of this language. */
  mapping: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case words with dashes, like my-forum"),
  summary: z.string().optional(),
  /**
   * The name under which the ids are unique: a word, if they are so in the whole world; or what the
   * beginning of a document among the files says. Default: the mapping's name and that of the file or folder.
   */
  identity: choice<string | z.output<typeof Told>>((value) =>
    value instanceof Object ? Told : z.string().min(1),
  ).optional(),
  /** How times are written, unless a field says otherwise. */
  dates: DateForms.prefault("iso"),
  /** Of times that tell none. */
  zone: Zone.optional(),
  tables: z.record(z.string(), TableSpec).default({}),
  inputs: z.array(Input).min(1),
});
export type Mapping = z.output<typeof Mapping>;
