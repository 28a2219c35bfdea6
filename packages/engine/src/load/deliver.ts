import { setTimeout as sleep } from "node:timers/promises";
import type { Kind } from "@chat-etl/model";
import { BatchError, backoffMs, type Loss, MAX_ATTEMPTS, type Outcome, TransientError } from "@chat-etl/sdk";
import type { SettledRecord, Settlement } from "@chat-etl/store";
import { encodePage, type Item } from "./batches.ts";
import { type Lane, senderOf, settle, settlerOf } from "./lane.ts";

/** A record that stands alone is refused for good only when the target refused it so often and is otherwise well. */
const LONE_ATTEMPTS = 3;
/** So many records refused alone, one after the other, are no coincidence: the run stops before it refuses them all. */
const REFUSALS_IN_A_ROW = 10;
/** No pause that a target asks for is stretched beyond this. */
const LONGEST_PAUSE_MS = 300_000;

/** One wire on its way. `outcome` is its final one. */
interface Unit {
  readonly item: Item;
  readonly wire: unknown;
  outcome?: Exclude<Outcome, { status: "retry" }>;
}

/** A batch on its way. */
interface Flight {
  readonly lane: Lane;
  readonly kind: Kind;
  readonly units: readonly Unit[];
  /** The items that are not settled yet. */
  readonly open: Set<Item>;
  /** Set when the batch has been begun. */
  batch: number | undefined;
}

/** What a try came to, for the wires that were still open. */
type Tried = "settled" | BatchError | { readonly again: string };

/**
 * Sends a batch until every record of it is settled: turn → begin → send → settle, repeating what time will mend,
 * halving what is refused as a whole until the culprit stands alone. Later batches of the same queue wait for it.
 *
 * @throws TransientError when the target does not recover; the stop signal's reason; ConfigError
 */
export async function deliver(lane: Lane, kind: Kind, items: readonly Item[]): Promise<void> {
  const flight = flightOf(lane, kind, items);
  await deliverAll(flight);
  await settleKnown(flight);
}

async function deliverAll(flight: Flight): Promise<void> {
  const units = flight.units.filter(isOpen);
  const { max } = flight.lane.definition.capabilities.batch[flight.kind];
  for (let at = 0; at < units.length; at += max) await deliverUnits(flight, units.slice(at, at + max));
}

/** Settles first what an earlier run left in the air: reads back what the target has of it, and sends what it lacks. */
export async function deliverInDoubt(
  lane: Lane,
  kind: Kind,
  { batch, items }: { readonly batch: number; readonly items: readonly Item[] },
): Promise<void> {
  const flight: Flight = { ...flightOf(lane, kind, items), batch };
  if (!(await settleByReading(flight, flight.units))) await deliverAll(flight);
  await settleKnown(flight);
}

/** Sends one message alone. Tells whether the target took it, or refused it alone: then it is left unsettled. */
export async function deliverAlone(
  lane: Lane,
  item: Item,
  options: { readonly attempts: number },
): Promise<BatchError | "taken" | "rejected"> {
  const flight = flightOf(lane, "message", [item]);
  const refusal = await tryUntilAnswered(flight, flight.units, options);
  if (refusal) await settle(lane, [], { kind: "message", closes: flight.batch });
  return refusal ?? (flight.units.some(({ outcome }) => outcome?.status === "rejected") ? "rejected" : "taken");
}

function flightOf(lane: Lane, kind: Kind, items: readonly Item[]): Flight {
  const units = items.flatMap((item) => item.wires.map((wire): Unit => ({ item, wire })));
  return { lane, kind, units, open: new Set(items), batch: undefined };
}

async function deliverUnits(flight: Flight, units: readonly Unit[]): Promise<void> {
  // One more try of the whole batch: most failures of a server pass by themselves.
  const refusal = await tryUntilAnswered(flight, units, { attempts: units.length === 1 ? LONE_ATTEMPTS : 2 });
  if (refusal) await divide(flight, units.filter(isOpen), refusal);
}

async function divide(flight: Flight, units: readonly Unit[], refusal: BatchError): Promise<void> {
  const [unit] = units;
  if (units.length <= 1) {
    if (unit) await refuseAlone(flight, unit, refusal);
    return;
  }
  const middle = Math.ceil(units.length / 2);
  for (const half of [units.slice(0, middle), units.slice(middle)]) {
    const again = await tryUntilAnswered(flight, half, { attempts: half.length === 1 ? LONE_ATTEMPTS : 1 });
    if (again) await divide(flight, half.filter(isOpen), again);
  }
}

async function refuseAlone({ lane, kind }: Flight, unit: Unit, refusal: BatchError): Promise<void> {
  lane.refusedInARow += 1;
  if (lane.refusedInARow >= REFUSALS_IN_A_ROW && (await knowsItsOwn(lane, kind))) lane.refusedInARow = 0;
  if (lane.refusedInARow >= REFUSALS_IN_A_ROW) {
    throw new TransientError(
      `${lane.definition.name} refused ${lane.refusedInARow} records in a row, each sent alone, the last one with "${refusal.code}". It may be out of order, or these records share a fault. Nothing of this batch was given up. Look at its status page, then run again.`,
      { delivery: "unknown", cause: refusal },
    );
  }
  unit.outcome = { status: "rejected", reason: { code: refusal.code, message: refusal.message } };
}

/**
 * The control of an experiment: a record that the target has is sent once more. If that is taken, or told to be there
 * already, the target is well, and what it refuses shares a fault. Only a sink that dedupes can be asked so.
 */
async function knowsItsOwn(lane: Lane, kind: Kind): Promise<boolean> {
  const known = lane.definition.capabilities.dedupes.includes(kind) ? await lane.ledger.lastTaken(kind) : undefined;
  const [item] = known === undefined ? [] : (await encodePage(lane, kind, [known])).items;
  if (item === undefined) return false;
  await lane.pace.turn();
  lane.requests += 1;
  const request = await lane.ledger.resend(Date.now());
  const answer = await senderOf(lane, kind)(item.wires.slice(0, 1)).catch(() => undefined);
  lane.pace.answered();
  await lane.ledger.answered(request, Date.now());
  return answer?.every(({ status }) => status === "written" || status === "duplicate") ?? false;
}

/** Tries the open wires until each has its outcome, or until they are refused as a whole so many times. */
async function tryUntilAnswered(
  flight: Flight,
  units: readonly Unit[],
  { attempts }: { readonly attempts: number },
): Promise<BatchError | undefined> {
  const { lane } = flight;
  let refusals = 0;
  for (let attempt = 1; ; attempt += 1) {
    const tried = await tryOnce(flight, units.filter(isOpen), attempt);
    if (tried === "settled") return undefined;
    if (tried instanceof BatchError) {
      refusals += 1;
      if (refusals >= attempts) return tried;
      // Whether the target is well is asked before it is taken at its word.
      if (units.length === 1) await lane.sink.check();
    }
    await wait(lane, backoffMs(attempt), tried instanceof BatchError ? tried.message : tried.again);
  }
}

async function tryOnce(flight: Flight, units: readonly Unit[], attempt: number): Promise<Tried> {
  const { lane, kind } = flight;
  await lane.pace.turn();
  const request = await begun(flight).catch((error: unknown) => {
    lane.pace.release();
    throw error;
  });
  lane.requests += 1;
  const wires = units.map(({ wire }) => wire);
  const answer = await senderOf(lane, kind)(wires).catch((error: unknown) => ({ error }));
  lane.pace.answered();
  if ("error" in answer) {
    await lane.ledger.answered(request, Date.now());
    return await sortFailure(flight, units, { error: answer.error, attempt });
  }
  if (answer.length !== wires.length) {
    throw new Error(`${lane.definition.name} gave ${answer.length} outcomes for ${wires.length} values.`);
  }
  note(lane, units, { outcomes: answer, attempt });
  await settleKnown(flight, request);
  return units.some(isOpen) ? { again: `${lane.definition.name} has no verdict yet` } : "settled";
}

/** @throws what waiting and repeating will not mend */
async function sortFailure(
  flight: Flight,
  units: readonly Unit[],
  { error, attempt }: { readonly error: unknown; readonly attempt: number },
): Promise<Tried> {
  const { lane, kind } = flight;
  const mayHaveLanded =
    error instanceof BatchError || (error instanceof TransientError && error.delivery === "unknown");
  if (error instanceof TransientError && error.retryAfterMs !== undefined) {
    lane.pace.pause(Math.min(LONGEST_PAUSE_MS, error.retryAfterMs * 2 ** (attempt - 1)));
  }
  // Whatever is sent again must not be there already.
  if (mayHaveLanded && (await settleByReading(flight, units))) return "settled";
  if (error instanceof BatchError) return error;
  if (!(error instanceof TransientError) || error.stopsAtOnce || attempt >= MAX_ATTEMPTS) throw error;
  lane.logger.debug("A batch has to be sent again.", { kind, attempt, reason: error.message });
  return { again: error.message };
}

/** On disk before anything is sent: which records are in the air. */
async function begun(flight: Flight): Promise<number> {
  const { lane, kind, open } = flight;
  if (flight.batch !== undefined) return await lane.ledger.resend(Date.now());
  const seqs = [...open].map(({ seq }) => seq);
  const { batch, request } = await lane.ledger.begin(kind, seqs, Date.now());
  flight.batch = batch;
  return request;
}

/** Keeps the final outcomes. A wire that never gets a verdict is refused in the end. */
function note(
  lane: Lane,
  units: readonly Unit[],
  { outcomes, attempt }: { readonly outcomes: readonly Outcome[]; readonly attempt: number },
): void {
  for (const [index, unit] of units.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    if (outcome.status !== "retry") unit.outcome = outcome;
    else if (attempt < MAX_ATTEMPTS) lane.pace.pause(outcome.retryAfterMs ?? 0);
    else unit.outcome = { status: "rejected", reason: outcome.reason };
    if (outcome.status === "written" || outcome.status === "duplicate") lane.refusedInARow = 0;
  }
}

/** Writes down what is known, as soon as it is known: the records all of whose wires have their outcome. */
async function settleKnown(flight: Flight, answers?: number): Promise<void> {
  const unknown = new Set(flight.units.filter(isOpen).map(({ item }) => item));
  const known = [...flight.open].filter((item) => !unknown.has(item));
  for (const item of known) flight.open.delete(item);
  const closes = flight.open.size === 0 ? flight.batch : undefined;
  if (known.length === 0 && closes === undefined && answers === undefined) return;
  const settled = known.map((item) => settledRecord(item, flight.units));
  await settle(flight.lane, settled, { kind: flight.kind, closes, answers });
}

/** A batch in doubt is read back, unless the sink dedupes: then it is simply sent again. Tells whether that settled all. */
async function settleByReading(flight: Flight, units: readonly Unit[]): Promise<boolean> {
  const { lane, kind } = flight;
  if (lane.definition.capabilities.dedupes.includes(kind)) return false;
  const read = settlerOf(lane, kind);
  if (read === undefined) {
    throw inDoubt(
      lane,
      kind,
      units.map(({ item }) => item),
    );
  }
  await lane.pace.turn();
  const outcomes = await read(units.map(({ wire }) => wire)).finally(() => lane.pace.answered());
  if (outcomes.length !== units.length) {
    throw new Error(`${lane.definition.name} read back ${outcomes.length} outcomes for ${units.length} values.`);
  }
  note(lane, units, { outcomes, attempt: 1 });
  await settleKnown(flight);
  return !units.some(isOpen);
}

/** The one case in which nobody can tell. */
function inDoubt(lane: Lane, kind: Kind, items: readonly Item[]): TransientError {
  const names = [...new Set(items.map(({ id }) => id))];
  const some = `${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`;
  return new TransientError(
    `${names.length} records of kind "${kind}" are in doubt (${some}): they were sent to ${lane.definition.name}, no answer came, and this sink can neither send them twice nor read them back. Look whether the target has them; then load into an empty target, or restore this one and run with --fresh, or leave the run as it is.`,
    { delivery: "unknown" },
  );
}

async function wait(lane: Lane, ms: number, why: string): Promise<void> {
  const scaled = ms / lane.speed;
  if (scaled >= 1_000) lane.onEvent({ event: "waiting", ms: scaled, why });
  await sleep(scaled, undefined, { signal: lane.stop });
}

function isOpen(unit: Unit): boolean {
  return unit.outcome === undefined;
}

/** A record is what the worst of its wires is. */
function settledRecord(item: Item, units: readonly Unit[]): SettledRecord {
  const outcomes = units.filter((unit) => unit.item === item).flatMap(({ outcome }) => outcome ?? []);
  return { seq: item.seq, id: item.id, settlement: worst(outcomes), losses: lossesOf(item, outcomes) };
}

/** A code counts once for a record. */
function lossesOf({ losses }: Item, outcomes: readonly Outcome[]): readonly Loss[] {
  const met = outcomes.flatMap((outcome) => ("losses" in outcome ? (outcome.losses ?? []) : []));
  return met.length === 0 ? losses : [...new Map([...losses, ...met].map((loss) => [loss.code, loss])).values()];
}

function worst(outcomes: readonly Exclude<Outcome, { status: "retry" }>[]): Settlement {
  const rejected = outcomes.find((outcome) => outcome.status === "rejected");
  if (rejected) {
    const isPartIn = outcomes.some(({ status }) => status !== "rejected");
    return isPartIn ? { ...rejected, isPartIn } : rejected;
  }
  const targetId = outcomes.flatMap((outcome) => ("targetId" in outcome ? (outcome.targetId ?? []) : []))[0];
  const status = outcomes.every((outcome) => outcome.status === "duplicate") ? "duplicate" : "written";
  return { status, targetId };
}
