import { KINDS, type Kind } from "@chat-etl/model";
import * as by from "./choose.ts";
import { conversationRules, derivedConversation, membershipRule } from "./conversation-rules.ts";
import { messageRules } from "./message-rules.ts";
import type { InputPlan, Line, MappingPlan, Rule } from "./plan.ts";
import { valueAt } from "./profile.ts";
import { type Cast, ownersOf } from "./roles.ts";
import type { Shape } from "./shapes.ts";
import { authorRules, userRule } from "./user-rules.ts";
import type { World } from "./world.ts";

/** The whole mapping: for each sort of objects an input, for those of one place the same. */
export function planOf(world: World): MappingPlan {
  const sureness: number[] = [];
  const places = new Map<string, Cast[]>();
  for (const one of world.cast) {
    const { shape } = one;
    const place = `${shape.group.glob}\n${shape.steps.join(".")}`;
    places.set(place, [...(places.get(place) ?? []), one]);
  }
  const inputs = [...places.values()].flatMap((cast) => inputOf(cast, world, sureness));
  inputs.sort((a, b) => KINDS.indexOf(a.holds) - KINDS.indexOf(b.holds));
  const forms = world.cast.flatMap(
    ({ shape, role }) => by.choose(shape.fields, by.sentAt, role === "message" ? 0.25 : 0.7)?.field.time ?? [],
  );
  return { dates: world.dates, isLocal: forms.some(({ isLocal }) => isLocal), inputs, sureness };
}

function inputOf(cast: readonly Cast[], world: World, sureness: number[]): readonly InputPlan[] {
  const once: Rule[] = [];
  const records: Rule[] = [];
  for (const one of cast) {
    const made = rulesOf(one, world, sureness);
    once.push(...made.once);
    records.push(...made.records);
  }
  const [first] = cast;
  if (first === undefined || records.length === 0) return [];
  const holds: Kind = cast.some(({ role }) => role === "message") ? "message" : first.role;
  const comment = cast
    .map(
      ({ shape, role, score }) =>
        `${shape.members.length} objects were seen here that look like ${role}s, ${Math.round(score * 100)} % sure`,
    )
    .join("; ");
  return [{ comment, holds, lines: placeLines(first.shape, cast), once, records }];
}

interface Made {
  readonly once: readonly Rule[];
  readonly records: readonly Rule[];
}

function rulesOf({ shape, role }: Cast, world: World, sureness: number[]): Made {
  switch (role) {
    case "user":
      return { once: [], records: [userRule(shape, world)] };
    case "conversation":
      // Those whose messages stand inside them are made there, so that no conversation is held as a whole.
      return { once: [], records: madeAround(shape, world) ? [] : conversationRules(shape, world) };
    case "membership":
      return { once: [], records: [membershipRule(shape, world)] };
    case "message": {
      const messages = messageRules(shape, world);
      sureness.push(...messages.sureness);
      const { once, records } = derivedConversation(messages, shape, world);
      return { once, records: [...records, ...authorRules(messages, shape, world), ...messages.rules] };
    }
  }
}

function madeAround(shape: Shape, world: World): boolean {
  return world.messages.some((messages) => ownersOf(messages, [{ shape, role: "conversation", score: 1 }]).length > 0);
}

function placeLines({ group, steps }: Shape, cast: readonly Cast[]): readonly Line[] {
  // Of lines and rows no place is known by which to turn them round.
  const isDocument = group.files.every(({ format }) => format === "json");
  const order = isDocument && isNewestFirst(cast) ? [{ key: "order", value: "newest-first" }] : [];
  return [
    { key: "files", value: group.glob },
    ...(group.format === undefined ? [] : [{ key: "format", value: group.format }]),
    ...(group.delimiter === undefined ? [] : [{ key: "delimiter", value: group.delimiter }]),
    ...(steps.length === 0 ? [] : [{ key: "select", value: steps.join(".") }]),
    ...(hasLargeNumbers(cast)
      ? [{ key: "exactNumbers", value: true, comment: "there are whole numbers beyond 2^53" }]
      : []),
    ...order,
  ];
}

function hasLargeNumbers(cast: readonly Cast[]): boolean {
  const values = cast.flatMap(({ shape }) => shape.fields.flatMap((field) => field.values));
  return values.some((value) => typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value));
}

/** Whether, inside one array, most messages are older than the one before. */
function isNewestFirst(cast: readonly Cast[]): boolean {
  const messages = cast.find(({ role }) => role === "message")?.shape;
  const sent = messages && by.choose(messages.fields, by.sentAt)?.field;
  if (messages === undefined || sent === undefined) return false;
  let falls = 0;
  let rises = 0;
  for (const [at, { row, place }] of messages.members.entries()) {
    const before = messages.members[at - 1];
    if (before === undefined || before.place !== place) continue;
    const [a, b] = [valueAt(before.row, sent.path), valueAt(row, sent.path)].map((value) =>
      Number.isNaN(Number(value)) ? Date.parse(String(value)) : Number(value),
    );
    if (a !== undefined && b !== undefined && a > b) falls += 1;
    if (a !== undefined && b !== undefined && a < b) rises += 1;
  }
  return falls > rises * 3;
}
