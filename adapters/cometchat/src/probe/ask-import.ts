import type { HttpAnswer } from "@chat-etl/io";
import { type Answer, ConfigError } from "@chat-etl/sdk";
import { plainCode } from "../failure.ts";
import { EMPTY_IMPORT } from "../inspect.ts";
import { peek, rowsIn } from "./peek.ts";
import type { Probe } from "./probe.ts";
import { reasonOf, tryRows } from "./try-rows.ts";

/** U20: whether there is a data import at all. @throws ConfigError when there is none: nothing else can be asked */
export async function* askEnabled({ app, world }: Probe): AsyncGenerator<Answer> {
  const question = "U20";
  try {
    await app.ask(EMPTY_IMPORT);
    const people = ["owner", "member", "equal", "early", "outsider", "banned"].map((name) => world.user(name));
    const late = world.user("late", { createdAt: world.now - 1_800 });
    const gone = world.user("gone", { deactivatedAt: world.now - 600 });
    const rows = [...people, late, gone];
    const tried = await tryRows(app, "users", rows);
    const refused = rows.map(tried.of).find(({ isTaken }) => !isTaken);
    if (refused === undefined) yield { question, message: "Data import is enabled for this app: it took eight users." };
    else yield { question, message: `Data import answers, but refused a plain user with ${refused.code}.` };
  } catch (error) {
    if (error instanceof ConfigError) yield { question, message: `Data import cannot be used: ${error.message}` };
    throw error;
  }
}

/** U2, U11: requests that write nothing, whatever becomes of them. */
export async function* askRequests({ app, world }: Probe): AsyncGenerator<Answer> {
  const post = async (body: unknown) => answerText(await app.ask({ ...EMPTY_IMPORT, body }));
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [world.id(`x${index}`), {}]));
  const mismatch = { [world.id("other")]: world.user("mismatch") };
  const answers = {
    "51 entries": await post({ users: many }),
    "no entries": await post({ users: {} }),
    "an array": await post({ users: [] }),
    "an entry under another key than its id": await post({ users: mismatch }),
  };
  const found = Object.entries(answers).map(([what, answer]) => `${what} with ${answer}`);
  yield { question: "U2", message: `The import answers ${found.join(", ")}.` };
  yield { question: "U11", message: await bodyLimit(post) };
}

/** The largest request a run makes: 50 entries of 10 KB and what surrounds them. Smaller ones follow if it is refused. */
const BODY_BYTES = [560_000, 280_000, 140_000, 70_000, 35_000, 10_000];

/** The padding stands beside the entries, of which there are none. */
async function bodyLimit(post: (body: unknown) => Promise<string>): Promise<string> {
  for (const size of BODY_BYTES) {
    const answer = await post({ users: {}, padding: "x".repeat(size) });
    if (!answer.startsWith("status 200")) continue;
    if (size === BODY_BYTES[0]) return `A body of ${size} bytes is taken: no request of a run is larger.`;
    return `A body of ${size} bytes is taken, one of ${2 * size} is not. A run makes larger ones of long messages; it halves them when they are refused, and takes longer.`;
  }
  return "Even a body of 10,000 bytes is refused, or the import minds fields it does not know: ask CometChat for the limit.";
}

function answerText(answer: HttpAnswer): string {
  const isWell = answer.status >= 200 && answer.status <= 299;
  const codes = isWell ? rowCodes(answer.body) : [reasonOf(answer)];
  return `status ${answer.status}${codes.length === 0 ? "" : ` (${codes.join(", ")})`}`;
}

/** What rows were refused with. */
function rowCodes(body: unknown): readonly string[] {
  const codes = rowsIn(body).map((row) => peek(row, "error", "code"));
  return [...new Set(codes)].flatMap((code) => (typeof code === "string" ? plainCode(code) : []));
}
