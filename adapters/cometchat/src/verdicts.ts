import type { Outcome } from "@chat-etl/sdk";
import { configErrorFor, isOperatorsTask, plainCode } from "./failure.ts";
import { memberId } from "./ids.ts";
import { WireEntity, type WireError, type WireImportAnswer, WireRow } from "./wire.ts";

/** Codes that say: it is there already (2.9, T4). */
const ALREADY_THERE = new Set([
  "ERR_IMPORT_MUID_ALREADY_EXISTS",
  "ERR_UID_ALREADY_EXISTS",
  "ERR_GUID_ALREADY_EXISTS",
  "ERR_ALREADY_JOINED",
]);

/** Codes of a row whose fault is CometChat's: time mends it (2.8). */
const PASSING = new Set(["ERR_MISSION_FAILED", "ERR_OPERATION_FAILED", "ERR_EXCEPTION", "ERR_TOO_MANY_REQUESTS"]);

const NOT_INSIDE =
  "its author is not in the group; run with --sink.formerMembers join --fresh to let people in who left, what is in already is not sent twice";

/** What can be said about the refusals that are likely. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  [
    "ERR_UID_NOT_FOUND",
    "a user it names is not in the app, or deactivated; if that user was rejected, put him right and send both once more",
  ],
  ["ERR_GUID_NOT_FOUND", "its group is not in the app; if that was rejected, put it right and send both once more"],
  ["ERR_GROUP_NOT_JOINED", NOT_INSIDE],
  ["ERR_NOT_A_MEMBER", NOT_INSIDE],
  [
    "ERR_IMPORT_INVALID_JOINEDAT",
    "its time of joining does not lie between the group's creation and now; correct joinedAt",
  ],
  ["ERR_EMPTY_MESSAGE_TEXT", "its text is blank; give it one, if it is missing by mistake"],
  ["ERR_INVALID_MESSAGE_DATA", "its content is over the limit of 10 KB; shorten it"],
  ["ERR_ROLE_NOT_FOUND", "its role is not in the app; create the role first"],
  ["ERR_BAD_REQUEST", "a field is missing or malformed; correct it"],
]);

/** Member keys of two groups can read the same (`a_member_b` and `c`, `a` and `b_member_c`); one request holds one. */
const SAME_KEY: Outcome = {
  status: "retry",
  reason: { code: "same-key", message: "Another entry of the same request has its key; it is sent again by itself." },
};

/** What is known of a batch when its answer is read. */
export interface SentBatch {
  /** As sent, in order. */
  readonly keys: readonly string[];
  /** Where it was sent: `POST /data_import/users`. */
  readonly named: string;
  /** Whether CometChat's own `id` is what the entity is later known by. */
  readonly keepsId: boolean;
}

/**
 * One outcome per key, in whatever case it came back (T6). A key without a verdict is unknown, never a success (T3).
 * @throws ConfigError when a row is refused for a reason that holds for all: the key, the plan
 */
export function outcomesOf({ data }: WireImportAnswer, batch: SentBatch): readonly Outcome[] {
  const rows = Array.isArray(data) ? rowsOfList(data, batch.keys) : new Map(Object.entries(data));
  const inAnyCase = new Map([...rows].map(([key, row]) => [key.toLowerCase(), row]));
  return batch.keys.map((key, index) =>
    batch.keys.indexOf(key) < index
      ? SAME_KEY
      : outcomeOf(key, rows.get(key) ?? inAnyCase.get(key.toLowerCase()), batch),
  );
}

/**
 * A list's rows by key. They belong to who they name; only when the keys are 0, 1, 2, … does the place tell (T13).
 */
function rowsOfList(list: readonly unknown[], keys: readonly string[]): ReadonlyMap<string, unknown> {
  const byPlace = list.length === keys.length && keys.every((_, index) => keys.includes(String(index)));
  return new Map(
    list.flatMap((row, index) => {
      const place = byPlace ? String(index) : undefined;
      const key = nameOf(entityOf(WireRow.safeParse(row).data)) ?? place;
      return key === undefined ? [] : [[key, row] as const];
    }),
  );
}

function outcomeOf(key: string, value: unknown, batch: SentBatch): Outcome {
  const { data: row } = WireRow.safeParse(value);
  if (row?.success === true) return { status: "written", targetId: targetIdOf(key, row, batch) };
  if (row?.error !== undefined) return refusalOf(key, row.error, batch);
  const message = "CometChat's answer says nothing about it; it is sent again.";
  return { status: "retry", reason: { code: "no-verdict", message } };
}

function targetIdOf(key: string, row: WireRow, { keepsId }: SentBatch): string | undefined {
  if (!keepsId) return key;
  const { id } = entityOf(row);
  return id === undefined ? undefined : String(id);
}

function refusalOf(key: string, error: WireError, { named, keepsId }: SentBatch): Outcome {
  const code = plainCode(error.code);
  if (ALREADY_THERE.has(code)) return { status: "duplicate", targetId: keepsId ? undefined : key };
  if (isOperatorsTask(code)) {
    throw configErrorFor(code, { said: `CometChat answered ${named} with ${code}`, isImport: true, status: 200 });
  }
  const message = `CometChat refused it with ${code}: ${ADVICE.get(code) ?? "see CometChat's error guide"}${fieldsOf(error)}.`;
  return { status: PASSING.has(code) ? "retry" : "rejected", reason: { code, message } };
}

/** Names of the fields that are wrong. Never the texts beside them: they may quote somebody's words. */
function fieldsOf({ details }: WireError): string {
  if (typeof details !== "object" || details === null || Array.isArray(details)) return "";
  const names = Object.keys(details).filter((name) => /^[\w.*-]{1,120}$/.test(name));
  return names.length === 0 ? "" : ` (${names.map((name) => `"${name}"`).join(", ")})`;
}

/** Nested once, by an older page twice (2.6). A message has a `data` of its own, so the names decide. */
function entityOf(row: WireRow | undefined): WireEntity {
  const once = WireEntity.safeParse(row?.data).data ?? {};
  if (nameOf(once) !== undefined) return once;
  return WireEntity.safeParse(WireRow.safeParse(row?.data).data?.data).data ?? {};
}

/** The key an entity stands under. */
function nameOf({ uid, guid, muid }: WireEntity): string | undefined {
  if (muid !== undefined) return String(muid);
  if (uid !== undefined && guid !== undefined) return memberId(String(guid), String(uid));
  const name = uid ?? guid;
  return name === undefined ? undefined : String(name);
}
