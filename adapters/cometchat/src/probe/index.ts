import type { Answer, OpenContext, ProbeSpec } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { openApp } from "./app.ts";
import { askAge } from "./ask-age.ts";
import { askEnabled, askRequests } from "./ask-import.ts";
import { askExtras, askKeys, askSenders } from "./ask-messages.ts";
import { askAnswers, askMembers, askOverwriting } from "./ask-people.ts";
import { askRate } from "./ask-rate.ts";
import { askCounts, askLists, askMuid, askTraces, tellNotAsked } from "./ask-reading.ts";
import { cleanUp } from "./clean-up.ts";
import type { Probe } from "./probe.ts";
import { throwAway } from "./throw-away.ts";

/** In this order: each may need what those before it have put into the app. What a run needs most comes first. */
const QUESTIONS: readonly ((probe: Probe) => AsyncIterable<Answer>)[] = [
  askEnabled,
  askRate,
  askMembers,
  askAge,
  askSenders,
  askKeys,
  askRequests,
  askAnswers,
  askOverwriting,
  askMuid,
  askExtras,
  askCounts,
  askLists,
  askTraces,
  tellNotAsked,
];

/** The questions U1 to U21 that CometChat's documentation leaves open. */
export const cometchatProbe: ProbeSpec<CometchatSinkConfig> = {
  summary:
    'Asks with some fifty small data import requests, a minute or two at the documented quota. It puts a private group and a dozen users named "etl-probe-…" into the app and deletes them again; some thirty messages of that group may stay in the list of the whole app. Use a test app.',
  run,
};

async function* run(config: CometchatSinkConfig, context: OpenContext): AsyncGenerator<Answer> {
  const app = openApp(config, context);
  const world = throwAway(Math.floor(Date.now() / 1_000));
  let left = "";
  try {
    // Wrong keys are told before anything is written.
    await app.ask({ method: "GET", path: "/users", query: { perPage: "1" } });
    for (const ask of QUESTIONS) yield* ask({ app, world });
  } finally {
    await app.close();
    // Nothing was written yet when nobody was named.
    if (world.uids.size > 0) left = await cleanUp(config, context, world).catch(untold);
  }
  yield { question: "after", message: left };
}

/** Whatever ended the probe is what must be told; the next one deletes what this one left. */
function untold(): string {
  return 'The group and users named "etl-probe-…" could not be deleted: the next probe an hour from now does it, or do it in the dashboard.';
}
