import type { Answer } from "@chat-etl/sdk";
import { EARLIEST_SECOND } from "../limits.ts";
import { type AgeEdge, ageAnswer } from "./age-edge.ts";
import type { Probe } from "./probe.ts";
import { tryRows, type Verdict } from "./try-rows.ts";

const HOUR = 3_600;
/** A message of so many hours is a minute younger when it is sent, so that a limit on that very hour takes it. */
const MARGIN = 60;
/** Where the documentation (183 days) makes one look first. */
const GUESSES = [170 * 24, 200 * 24];
const CLEARLY_TOO_OLD = 30 * 24;

/** U4, U3: how old a message may be, and what an older one does to the others of its request. */
export async function* askAge(probe: Probe): AsyncGenerator<Answer> {
  const oldest = Math.floor((secondsNow() - EARLIEST_SECOND) / HOUR) - 24;
  const isTaken = async (hours: number) => (await tryAge(probe, hours * HOUR - MARGIN)).isTaken;
  const fresh = await tryAge(probe, MARGIN);
  if (!fresh.isTaken) {
    yield { question: "U4", message: `Not found out: even a message of this hour is refused with ${fresh.code}.` };
  } else if (await isTaken(oldest)) {
    const message = `Messages of any age are taken, also one of ${Math.floor(oldest / 24)} days.`;
    yield { question: "U4", message, options: { retention: "none" } };
    yield { question: "U3", message: "Not asked: no age poisons a request here." };
  } else {
    const { taken } = await bisect({ taken: 1, refused: oldest }, isTaken);
    const isExact = !(await tryAge(probe, taken * HOUR + MARGIN)).isTaken;
    const edge: AgeEdge = { takenHours: taken, isExact, askedAt: secondsNow() };
    yield ageAnswer(edge);
    yield { question: "U3", message: await poisonText(probe, (taken + CLEARLY_TOO_OLD) * HOUR) };
  }
}

function secondsNow(): number {
  return Math.floor(Date.now() / 1_000);
}

/** A message of such an age in seconds, in the group. What is refused was refused twice. */
async function tryAge({ app, world }: Probe, age: number): Promise<Verdict> {
  const row = world.message(`age-${age}`, { sentAt: secondsNow() - age });
  return (await tryRows(app, "messages", [row])).of(row);
}

/** Hours: the oldest known to be taken, the youngest known to be refused. */
interface Bounds {
  readonly taken: number;
  readonly refused: number;
}

/** Narrows the bounds to an hour. */
async function bisect(bounds: Bounds, isTaken: (hours: number) => Promise<boolean>): Promise<Bounds> {
  let { taken, refused } = bounds;
  const guesses = [...GUESSES];
  while (refused - taken > 1) {
    const guess = guesses.shift();
    const middle = guess !== undefined && guess > taken && guess < refused ? guess : Math.floor((taken + refused) / 2);
    if (await isTaken(middle)) taken = middle;
    else refused = middle;
  }
  return { taken, refused };
}

/** Three rows, the middle one too old: what became of the others shows when they are sent again. */
async function poisonText({ app, world }: Probe, age: number): Promise<string> {
  const before = world.message("u3-before");
  const poison = world.message("u3-poison", { sentAt: secondsNow() - age });
  const after = world.message("u3-after");
  const { answer, of } = await tryRows(app, "messages", [before, poison, after]);
  if (answer.status === 200)
    return `A message that is too old fails by itself, with ${of(poison).code}; the others go in.`;
  const stored = [before, after].map((row) => (of(row).code === "duplicate" ? "is" : "is not"));
  return `A message that is too old fails its whole request with status ${answer.status}: the row before it ${stored[0]} stored, the row behind it ${stored[1]} stored.`;
}
