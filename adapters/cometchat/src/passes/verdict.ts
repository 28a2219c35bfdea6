import type { HttpAnswer } from "@chat-etl/io";
import { type Outcome, TransientError } from "@chat-etl/sdk";
import * as z from "zod";
import { plainCode } from "../failure.ts";
import type { Call } from "./call.ts";
import { ALREADY_SO, adviceFor } from "./refusals.ts";

const Refused = z.object({ error: z.object({ code: z.string() }) });
const Answered = z.object({ data: z.unknown().refine((data) => data !== undefined && data !== null) });
const Verdict = z.object({ success: z.literal(false), error: z.object({ code: z.string() }).optional() });
const Nested = z.record(z.string(), z.unknown());

/** Friends and blocks have a verdict each, up to three levels below the answer itself. */
const DEEPEST_VERDICT = 3;
/** Below `data` of any other answer stand things that people wrote. */
const DEEPEST_OF_ONE = 1;

/** What an answer says became of a call. @throws TransientError when it says nothing */
export function outcomeOf({ status, body }: HttpAnswer, { isForEach = false }: Pick<Call, "isForEach">): Outcome {
  const codes =
    status >= 400
      ? [Refused.safeParse(body).data?.error.code ?? `HTTP_${status}`]
      : refusalsIn(body, isForEach ? DEEPEST_VERDICT : DEEPEST_OF_ONE);
  const [refused] = codes.filter((code) => !ALREADY_SO.has(code)).map(plainCode);
  if (refused !== undefined) {
    const message = `CometChat refused it with ${refused}: ${adviceFor(refused)}.`;
    return { status: "rejected", reason: { code: refused, message } };
  }
  if (codes.length > 0) return { status: "duplicate" };
  if (!Answered.safeParse(body).success) {
    throw new TransientError("CometChat answered a call without saying what became of it.", { delivery: "unknown" });
  }
  return { status: "written" };
}

/** Codes of the parts that an answer says failed. */
function refusalsIn(body: unknown, levels: number): readonly string[] {
  const verdict = Verdict.safeParse(body);
  if (verdict.success) return [verdict.data.error?.code ?? "REFUSED"];
  const nested = Nested.safeParse(body);
  if (levels === 0 || !nested.success) return [];
  return Object.values(nested.data).flatMap((value) => refusalsIn(value, levels - 1));
}
