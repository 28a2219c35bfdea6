import type { SandboxApp, SandboxCall } from "@chat-etl/sandbox";
import { type Backend, nowSeconds } from "../backend.ts";
import { ApiError } from "../errors.ts";
import { type ImportKind, importBatch, type RowAnswer } from "./batch.ts";
import { groupsImport } from "./groups.ts";
import { membersImport } from "./members.ts";
import { messagesImport } from "./messages.ts";
import { usersImport } from "./users.ts";

/** Not documented. Far above what 50 messages of 65,536 characters need. */
const BODY_CHARS = 8 * 1024 * 1024;

/** `POST /v3/data_import/{users,groups,members,messages}`. */
export function importRoutes(app: SandboxApp, backend: Backend): void {
  for (const kind of [usersImport, groupsImport, membersImport, messagesImport]) {
    app.post(`/v3/data_import/${kind.wrapper}`, (call) => answerImport(call, kind, backend));
  }
}

async function answerImport(call: SandboxCall, kind: ImportKind, { state, options }: Backend): Promise<Response> {
  if (!options.importEnabled) {
    throw new ApiError(403, "ERR_PLAN_RESTRICTION", "The plan of this app does not include data import.");
  }
  const text = await call.req.text();
  if (text.length > BODY_CHARS) throw new ApiError(413, "ERR_BAD_REQUEST", "The body is too large.");
  const answers = importBatch(text, kind, { state, options, now: nowSeconds() });
  if (call.get("missingKey")) answers.delete([...answers.keys()].at(-1) ?? "");
  const body = `{"data":${options.numericKeyArray && isList(answers) ? arrayOf(answers) : mapOf(answers)}}`;
  return call.body(body, 200, { "content-type": "application/json" });
}

/** Written by hand to keep the order received: an object would move integer-like keys to the front. */
function mapOf(answers: ReadonlyMap<string, RowAnswer>): string {
  const entries = Array.from(answers, ([key, answer]) => `${JSON.stringify(key)}:${JSON.stringify(answer)}`);
  return `{${entries.join(",")}}`;
}

function arrayOf(answers: ReadonlyMap<string, RowAnswer>): string {
  return JSON.stringify([...answers.values()]);
}

/** Whether the keys are 0, 1, 2, … in order: PHP writes such a map as an array. */
function isList(answers: ReadonlyMap<string, RowAnswer>): boolean {
  return answers.size > 0 && [...answers.keys()].every((key, index) => key === String(index));
}
