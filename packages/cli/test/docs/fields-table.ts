import { carriedBy, exampleConfig, type FieldUse } from "@chat-etl/engine";
import { Conversation, type Kind, Membership, Message, User } from "@chat-etl/model";
import { sinks, sources } from "@chat-etl/pipelines";
import * as z from "zod";
import { wordsTable } from "../../src/show/markdown.ts";

const SHAPES = {
  user: User.shape,
  conversation: Conversation.shape,
  membership: Membership.shape,
  message: Message.shape,
};

/** Who fills each field of a kind of records, and what becomes of it at each sink, with its default options. */
export async function fieldsTable(kind: Kind): Promise<string> {
  const filling = await fillers(kind);
  const taking = await takers(kind);
  const fields = [...new Set([...taking.values()].flatMap((uses) => [...uses.keys()]))];
  const rows = fields.map((field) => [
    `\`${field}\``,
    isRequired(kind, field) ? "all" : fillersOf(field, filling),
    ...[...taking.values()].map((uses) => useText(uses.get(field))),
  ]);
  return wordsTable(["field", "filled by", ...taking.keys()], rows);
}

/** Every record of the kind has it. */
function isRequired(kind: Kind, field: string): boolean {
  const schema: unknown = Reflect.get(SHAPES[kind], field);
  return schema instanceof z.ZodType && !schema.safeParse(undefined).success;
}

/** By source the fields it says it fills; missing: that depends on what is read. */
async function fillers(kind: Kind): Promise<ReadonlyMap<string, readonly string[] | undefined>> {
  const filling = new Map<string, readonly string[] | undefined>();
  for (const [name, load] of sources) {
    const { fills } = await load();
    filling.set(name, fills && (fills[kind] ?? []));
  }
  return filling;
}

/** A field's parts (`attachments.width`) are told of the field only. */
function fillersOf(field: string, filling: ReadonlyMap<string, readonly string[] | undefined>): string {
  if (field.includes(".")) return "";
  const names = [...filling].filter(([, fields]) => fields?.includes(field)).map(([name]) => name);
  const known = [...filling.values()].filter((fields) => fields !== undefined);
  return names.length === known.length ? "all" : names.join(", ");
}

async function takers(kind: Kind): Promise<ReadonlyMap<string, ReadonlyMap<string, FieldUse>>> {
  const taking = new Map<string, ReadonlyMap<string, FieldUse>>();
  for (const [name, load] of sinks) {
    const sink = await load();
    const uses = carriedBy(sink, exampleConfig(sink.config, {})).filter((use) => use.kind === kind);
    taking.set(name, new Map(uses.map((use) => [use.field, use])));
  }
  return taking;
}

function useText(use: FieldUse | undefined): string {
  if (use === undefined) return "";
  const isSent = use.uses.some((one) => one.isSent);
  const isLost = use.uses.some(({ losses }) => losses.length > 0);
  const itself = isSent ? (isLost ? "in part" : "yes") : isLost ? "lost" : "–";
  return use.passes.length === 0 ? itself : `${itself === "yes" ? "" : `${itself}, `}pass`;
}
