import type { Kind } from "@chat-etl/model";
import * as by from "./choose.ts";
import { CONVERSATION_WORDS, MEMBERSHIP_WORDS, MESSAGE_WORDS, USER_WORDS, weight } from "./names.ts";
import { partLines } from "./parts.ts";
import type { Field } from "./profile.ts";
import type { Shape } from "./shapes.ts";

/** What objects of one sort mainly are, and how surely. */
export interface Cast {
  readonly shape: Shape;
  readonly role: Kind;
  readonly score: number;
}

/** Below this nothing is made of them. */
const SURE_ENOUGH = 0.4;

const NOBODY: ReadonlySet<string> = new Set();

/** Decides for each sort of objects what it is. What stands inside messages is a part of them, and has no role. */
export function castOf(shapes: readonly Shape[]): readonly Cast[] {
  const outermostFirst = shapes.toSorted((a, b) => a.steps.length - b.steps.length);
  const first = castAll(outermostFirst, outermostFirst, () => 0);
  const messages = first.filter(({ role }) => role === "message").map(({ shape }) => shape);
  return castAll(outermostFirst, outermostFirst, (shape, role) => referenceTo(shape, role, messages));
}

type Bonus = (shape: Shape, role: Kind) => number;

function castAll(shapes: readonly Shape[], all: readonly Shape[], bonus: Bonus): readonly Cast[] {
  const cast: Cast[] = [];
  for (const shape of shapes) {
    const owners = ownersOf(shape, cast);
    if (owners.some(({ role }) => role === "message")) continue;
    const scores = scoresOf(shape, all);
    const roles = Object.entries(scores).map(([name, score]) => {
      const role = name as Kind;
      return { shape, role, score: Math.min(1, score + bonus(shape, role)) };
    });
    const [best] = roles.sort((a, b) => b.score - a.score);
    if (best === undefined || best.score < SURE_ENOUGH) continue;
    if (best.role === "message" && isSilentBeside(shape, all)) continue;
    // Who is listed inside a conversation is a member of it.
    if (owners.length > 0 && best.role !== "message") continue;
    cast.push(best);
  }
  return cast;
}

/** Events that neither say nor carry anything, among messages that do. */
function isSilentBeside(shape: Shape, all: readonly Shape[]): boolean {
  const speaks = ({ fields }: Shape) => by.choose(fields, by.text, 0.5) !== undefined;
  const others = all.filter(
    (other) => other !== shape && other.group === shape.group && other.steps.join() === shape.steps.join(),
  );
  return !speaks(shape) && others.some(speaks) && partLines(shape.fields).every(({ key }) => key !== "attachments");
}

/** All that have a role and hold these in one of their lists, however deep: a reply's are its post and its thread. */
export function ownersOf(shape: Shape, cast: readonly Cast[]): readonly Cast[] {
  return cast.filter(
    ({ shape: { group, steps, fields } }) =>
      group === shape.group &&
      isInside(shape.steps, steps) &&
      // Of several sorts in one list, only those that have this one's list.
      fields.some(({ path }) => path[0] === shape.steps[steps.length + 1]),
  );
}

function isInside(steps: readonly string[], outer: readonly string[]): boolean {
  const way = [...outer, "*"];
  return steps.length > way.length && way.every((step, at) => steps[at] === step);
}

function scoresOf(shape: Shape, all: readonly Shape[]): Readonly<Record<Kind, number>> {
  const { fields, names } = shape;
  const best = (scorer: by.Scorer) => by.choose(fields, scorer, 0.01)?.score ?? 0;
  const words = best(by.text);
  const time = best(by.sentAt);
  const author = best(by.author(NOBODY));
  const conversation = best(by.conversation(NOBODY));
  const who = Math.max(best(by.named({ email: 1, phone: 0.8, avatar: 0.8, first: 0.6, login: 0.6, bio: 0.6 })), 0);
  const holds = all.some((other) => other.group === shape.group && isInside(other.steps, shape.steps));
  const members = fields.some(
    ({ lists, lastWords }) => lists.length > 0 && weight(lastWords, { ...MEMBERSHIP_WORDS, user: 1, people: 1 }) > 0.7,
  );
  const message = 0.35 * words + 0.25 * time + 0.25 * author + 0.25 * weight(names, MESSAGE_WORDS);
  return {
    message: message * (time < 0.25 ? 0.4 : 1) * (words < 0.25 ? 0.6 : 1) * (author < 0.25 ? 0.8 : 1),
    user:
      0.25 * best(by.userId) +
      0.3 * best(by.displayName) +
      0.35 * weight(names, USER_WORDS) +
      0.15 * who -
      (words > 0.8 ? 0.4 : 0) -
      (members ? 0.3 : 0),
    conversation:
      0.25 * best(by.conversationId) +
      0.25 * best(by.title) +
      0.35 * weight(names, CONVERSATION_WORDS) +
      (holds || members ? 0.3 : 0) -
      (words > 0.8 && author > 0.5 ? 0.4 : 0) -
      (who > 0.7 ? 0.2 : 0),
    membership:
      (Math.min(author, conversation) > 0.5 && words < 0.5 ? 0.6 : 0) +
      0.35 * weight(names, MEMBERSHIP_WORDS) * (Math.min(author, conversation) > 0.5 ? 1 : 0),
  };
}

/** Messages that name these as who wrote them, or as where they stand, tell what they are. */
function referenceTo(shape: Shape, role: Kind, messages: readonly Shape[]): number {
  if (role !== "user" && role !== "conversation") return 0;
  if (messages.includes(shape)) return 0;
  const scorer = role === "user" ? by.author(NOBODY) : by.conversation(NOBODY);
  const shares = messages.map(({ fields }) => {
    const named = by.choose(fields, scorer);
    return named === undefined ? 0 : keyFor(shape.fields, named.field).share;
  });
  return Math.max(0, ...shares) > 0.5 ? 0.3 : 0;
}

/** Which of these fields another one's values are found in, and which part of them. */
export function keyFor(
  fields: readonly Field[],
  named: Field,
): { readonly field: Field | undefined; readonly share: number } {
  const values = named.values.map(String);
  const shares = fields
    .filter(({ values: own, distinct }) => own.length > 0 && distinct === own.length)
    .map((field) => {
      const ids = new Set(field.values.map(String));
      return { field, share: values.filter((value) => ids.has(value)).length / Math.max(1, values.length) };
    });
  return shares.sort((a, b) => b.share - a.share)[0] ?? { field: undefined, share: 0 };
}
