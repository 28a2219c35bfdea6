import type { Answer } from "@chat-etl/sdk";
import { EMPTY_IMPORT } from "../inspect.ts";
import { type RateHeaders, rateHeadersOf, SPELLINGS } from "../rate-headers.ts";
import type { Probe } from "./probe.ts";

/** What CometChat documents, and a run keeps to unless told. */
const DOCUMENTED = 60;

const BY_HAND =
  "Not asked: whether the window is fixed or slides, and whether a refused request counts; a run minds neither.";

/** U5: by headers alone, since finding the edge would use up the quota. */
export async function* askRate({ app }: Probe): AsyncGenerator<Answer> {
  const knock = async (wrapper: string) => {
    const { headers } = await app.ask({ ...EMPTY_IMPORT, path: `/data_import/${wrapper}`, body: { [wrapper]: {} } });
    return rateHeadersOf(headers, Date.now());
  };
  const users = await knock("users");
  if (users.spelling === "none") {
    yield {
      question: "U5",
      message: `The import's answers carry no rate headers, so a run counts by itself. ${BY_HAND}`,
    };
    return;
  }
  const both = [await compare(users, knock), await compare(await knock("users"), knock)];
  const [bucket] = new Set(both).size === 1 ? both : [UNCLEAR];
  const { limit } = users;
  const allowed = limit === undefined ? "do not name the limit" : `allow ${limit} requests a minute`;
  const message = `The rate headers are spelt ${SPELLINGS[users.spelling]} and ${allowed}. ${bucket} ${BY_HAND}`;
  // More than is documented is the operator's to claim: the header may speak of another quota.
  const options = limit !== undefined && limit < DOCUMENTED ? { requestsPerMinute: String(limit) } : undefined;
  yield { question: "U5", message, options };
}

const UNCLEAR = "Whether the four endpoints share a quota is not clear, since others use it, too.";

/** A window that begins anew in between tells something else than the next comparison. */
async function compare(users: RateHeaders, knock: (wrapper: string) => Promise<RateHeaders>): Promise<string> {
  const groups = await knock("groups");
  if (users.remaining === undefined || groups.remaining === undefined) return UNCLEAR;
  if (groups.remaining === users.remaining - 1) return "The four endpoints share one quota.";
  return groups.remaining >= users.remaining ? "Each of the four endpoints has a quota of its own." : UNCLEAR;
}
