import type { RunEvent, Summary } from "@chat-etl/engine";
import { KINDS, type Kind } from "@chat-etl/model";
import type { AnySend, AnySink } from "@chat-etl/sdk";
import { always, must, type SinkCheck, type SinkSubject, Untold } from "../check.ts";
import { leftOpen, openHandles } from "../shared/handles.ts";
import { HAZARDS } from "../shared/hazards.ts";
import { inFolder } from "../shared/in-folder.ts";
import { keepLog } from "../shared/keep-log.ts";
import { mustKeepSecret, secretOptions } from "../shared/options.ts";
import { failureOf, within } from "../shared/within.ts";
import { mustRefuseWrongSecrets } from "../shared/wrong-secret.ts";
import { mustHoldOnce } from "./arrived.ts";
import { Crash, mortalSink, mortalWorkspace, Steps } from "./crash.ts";
import { type Drive, drive } from "./drive.ts";
import { batchesOf, openSink, sendBatch, sendKinds, withSink } from "./open.ts";
import { hostileWorld, smallWorld, WORDS } from "./world.ts";

/** More runs than this are no progress. */
const MOST_RUNS = 1_000;

/** How soon a sink must have given up when the run stops at once, in milliseconds. */
const SOON_MS = 5_000;

/** Whole runs of the engine: undisturbed, killed, refused; and the end. */
export const RUN_CHECKS: readonly SinkCheck[] = [
  {
    name: "holds everything once and in order after a run, and the same after another one",
    applies: always,
    run: (subject) =>
      inFolder(async (folder) => {
        const world = smallWorld();
        mustBeComplete(await drive(subject, { world, folder }));
        await mustHoldOnce(subject.fixture, world);
        const { requests } = await drive(subject, { world, folder });
        must(requests === 0, `A second run sent ${requests} requests.`);
      }),
  },
  {
    name: "holds everything once and in order, wherever the run is killed",
    applies: always,
    run: (subject) =>
      inFolder(async (folder) => {
        const world = smallWorld();
        const steps = new Steps();
        const sink = mortalSink(subject.definition, steps);
        const around: Drive["around"] = (workspace) => mortalWorkspace(workspace, steps);
        let runs = 0;
        while (!(await survives(subject, { world, folder, sink, around, concurrency: 1 }))) {
          runs += 1;
          must(runs < MOST_RUNS, `After ${runs} runs it is not done.`);
        }
        must(steps.count >= 6 * 4, "The run came to fewer steps than it has.");
        await mustHoldOnce(subject.fixture, world);
      }),
  },
  {
    name: "holds the same when it is finished once more",
    applies: always,
    run: (subject) =>
      inFolder(async (folder) => {
        const world = smallWorld();
        mustBeComplete(await drive(subject, { world, folder }));
        const { signal } = new AbortController();
        await withSink(subject, async (sink) => {
          await sink.finish?.({ signal });
          await sink.finish?.({ signal });
        });
        await mustHoldOnce(subject.fixture, world);
      }),
  },
  {
    name: "holds everything once and in order when the answer to a batch is lost",
    applies: always,
    async run(subject) {
      const { loseAnswer } = subject.fixture;
      if (loseAnswer === undefined) throw new Untold("The fixture cannot lose an answer.");
      await inFolder(async (folder) => {
        const world = smallWorld();
        const losers = new Set<Kind>();
        mustBeComplete(await drive(subject, { world, folder, sink: losingSink(subject, losers, loseAnswer) }));
        must(losers.has("message"), "No answer was lost.");
        await mustHoldOnce(subject.fixture, world);
      });
    },
  },
  {
    name: "settles every record, however hostile, and takes the others",
    applies: always,
    run: (subject) =>
      inFolder(async (folder) => {
        const world = hostileWorld(HAZARDS);
        const { kinds, rejects } = await drive(subject, { world, folder });
        for (const kind of KINDS) {
          const { staged, written, duplicate, rejected, unreadable, pending } = kinds[kind];
          must(pending === 0, `${pending} records of kind "${kind}" are not settled.`);
          const ends = written + duplicate + rejected - unreadable;
          must(staged === ends, `Of ${staged} records of kind "${kind}" ${ends} are accounted for.`);
        }
        const told = rejects.find(({ message }) => message.includes(WORDS) || message.length > 1_000);
        must(told === undefined, `What is said for "${told?.code}" repeats somebody's words.`);
        const { message } = await subject.fixture.contents();
        must(message.includes("calm"), "The one ordinary message among the hostile ones is missing.");
      }),
  },
  {
    name: "keeps secrets and people's words out of log, events and summary",
    applies: always,
    run: (subject) =>
      inFolder(async (folder) => {
        const log = keepLog();
        const events: RunEvent[] = [];
        const world = smallWorld();
        const summary = await drive(subject, { world, folder, log, onEvent: (event) => events.push(event) });
        const told = `${log.lines.join("\n")}${JSON.stringify([events, summary])}`;
        mustKeepSecret(subject, "what a run tells", told);
        must(!told.includes(WORDS), "Somebody's words stand in what a run tells.");
      }),
  },
  {
    name: "says that a secret is refused, and shows neither the wrong one nor the right one",
    applies: (definition) => secretOptions(definition).length > 0,
    async run(subject) {
      await mustRefuseWrongSecrets(subject, (opening) => withSink(subject, (sink) => sink.check(), opening));
    },
  },
  {
    name: "gives up soon when the run must stop at once",
    applies: always,
    async run(subject) {
      const control = new AbortController();
      const sink = await openSink(subject, { signal: control.signal });
      control.abort(new Error("The run must stop."));
      const batch = batchesOf(subject, smallWorld(), "user")[0] ?? [];
      await within(SOON_MS, "Sending", failureOf(sendBatch(sink.send.user, batch, { signal: control.signal })));
      await within(SOON_MS, "Closing", Promise.resolve(sink.close?.()));
    },
  },
  {
    name: "can be closed twice, used or not",
    applies: always,
    async run(subject) {
      for (const kinds of [[], ["user"]] as const) {
        const sink = await openSink(subject);
        await sendKinds(sink, { subject, world: smallWorld(), kinds });
        await sink.close?.();
        await within(SOON_MS, "Closing it once more", Promise.resolve(sink.close?.()));
      }
    },
  },
  {
    name: "leaves no file and no connection open",
    applies: always,
    async run(subject) {
      await subject.fixture.contents();
      const before = await openHandles();
      await withSink(subject, async (sink) => {
        await sink.check();
        await sendKinds(sink, { subject, world: smallWorld() });
      });
      const left = await leftOpen(before);
      must(left.length === 0, `Closed, it still holds ${left.join(", ")}.`);
    },
  },
];

/** Tells whether a run came to its end, and not to a step that kills it. */
async function survives(subject: SinkSubject, how: Drive): Promise<boolean> {
  try {
    mustBeComplete(await drive(subject, how));
    return true;
  } catch (error) {
    if (error instanceof Crash) return false;
    throw error;
  }
}

function mustBeComplete({ status, reason, rejects }: Summary): void {
  const why = reason ?? rejects[0]?.message ?? "";
  must(status === "complete", `The run ended as "${status}": ${why}`);
}

/** The first answer of each kind is lost. */
function losingSink({ definition }: SinkSubject, lost: Set<Kind>, loseAnswer: () => Promise<void>): AnySink {
  const losing =
    (kind: Kind, send: AnySend): AnySend =>
    async (batch, options) => {
      if (!lost.has(kind)) await loseAnswer();
      lost.add(kind);
      return await send(batch, options);
    };
  return {
    ...definition,
    async open(config, context) {
      const sink = await definition.open(config, context);
      const { user, conversation, membership, message } = sink.send;
      const send = {
        user: losing("user", user),
        conversation: losing("conversation", conversation),
        membership: losing("membership", membership),
        message: losing("message", message),
      };
      return { ...sink, send };
    },
  };
}
