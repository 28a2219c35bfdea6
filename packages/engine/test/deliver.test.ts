import { memorySink } from "@chat-etl/memory";
import { type AnySink, BatchError, ConfigError, type Outcome, TransientError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { fill, type Scene, sameNotes, scene } from "./scene.ts";

type Send = (
  notes: readonly { readonly key: string }[],
  really: () => Promise<readonly Outcome[]>,
) => Promise<readonly Outcome[]>;

/** The memory sink with its message sending wrapped. */
function wrapped(send: Send, changes: Partial<AnySink> = {}): AnySink {
  return {
    ...memorySink,
    ...changes,
    open: async (config, context) => {
      const sink = await memorySink.open(config as { app: string }, context);
      return {
        ...sink,
        send: { ...sink.send, message: (notes, options) => send(notes, () => sink.send.message(notes, options)) },
      };
    },
  };
}

function world(): Scene {
  const stage = scene();
  fill(stage.source, { rooms: 3, notes: 25 });
  return stage;
}

/** Fails every third call so, before or after the target has taken the batch. */
function everyThird(fail: () => Error, when: "before" | "after"): Send {
  let calls = 0;
  return async (_notes, really) => {
    calls += 1;
    if (calls % 3 !== 0) return await really();
    if (when === "after") await really();
    throw fail();
  };
}

describe("a failure that time mends", () => {
  it("is repeated until the batch is in, without a later message overtaking", async () => {
    const stage = world();
    const send = everyThird(() => new TransientError("No answer.", { delivery: "none" }), "before");
    expect(await stage.go({ sink: wrapped(send) })).toMatchObject({
      status: "complete",
      kinds: { message: { written: 75 } },
    });
    expect(sameNotes(stage)).toBe(true);
  });

  it("after the target took the batch makes duplicates of it, and no second copy", async () => {
    const stage = world();
    const send = everyThird(() => new TransientError("Cut.", { delivery: "unknown" }), "after");
    const { kinds } = await stage.go({ sink: wrapped(send) });
    expect(kinds.message).toMatchObject({ pending: 0, rejected: 0 });
    expect(kinds.message.duplicate).toBeGreaterThan(0);
    expect(kinds.message.written + kinds.message.duplicate).toBe(75);
    expect(sameNotes(stage)).toBe(true);
  });

  it("that does not pass stops the run, which can go on later", async () => {
    const stage = world();
    const broken: Send = async () => {
      throw new TransientError("Memory is away.", { delivery: "none" });
    };
    const summary = await stage.go({ sink: wrapped(broken), speed: 100_000 });
    expect(summary).toMatchObject({
      status: "stopped",
      reason: "Memory is away.",
      kinds: { message: { pending: 75 } },
    });
    expect(await stage.go()).toMatchObject({ status: "complete" });
    expect(sameNotes(stage)).toBe(true);
  });
});

it("a failure that only somebody can mend stops the run at the first try, and the same run goes on", async () => {
  const stage = world();
  let tries = 0;
  const full: Send = async () => {
    tries += 1;
    throw new TransientError("The disk is full.", { delivery: "unknown", stopsAtOnce: true });
  };
  const summary = await stage.go({ sink: wrapped(full), concurrency: 1 });
  expect([summary.status, summary.reason, tries]).toEqual(["stopped", "The disk is full.", 1]);
  expect((await stage.go()).kinds.message).toMatchObject({ written: 75, duplicate: 0 });
  expect(sameNotes(stage)).toBe(true);
});

describe("a batch refused as a whole", () => {
  it("is halved until the culprits stand alone; the others are in, in order", async () => {
    const stage = world();
    const poison = new Set(["0-7", "1-0", "1-1", "2-24"]);
    const send: Send = async (notes, really) => {
      if (notes.some(({ key }) => poison.has(key))) throw new BatchError("ERR_POISON", "Poisoned.");
      return await really();
    };
    const { kinds, rejects } = await stage.go({ sink: wrapped(send) });
    expect(kinds.message).toMatchObject({ written: 71, rejected: 4, pending: 0 });
    expect(rejects).toMatchObject([{ code: "ERR_POISON", count: 4 }]);
    expect(sameNotes(stage, poison)).toBe(true);
  });

  it("keeps what is known when the target goes away in the middle of it", async () => {
    const stage = world();
    let taken = 0;
    const send: Send = async (notes, really) => {
      if (taken > 0) throw new TransientError("Memory is away.", { delivery: "none" });
      if (notes.length > 5) throw new BatchError("ERR_TOO_MUCH", "Too much.");
      taken += notes.length;
      return await really();
    };
    const { status, kinds } = await stage.go({ sink: wrapped(send), concurrency: 1, speed: 100_000 });
    expect([status, kinds.message.written]).toEqual(["stopped", 5]);
    expect((await stage.go()).kinds.message).toMatchObject({ written: 75, duplicate: 0 });
    expect(sameNotes(stage)).toBe(true);
  });

  it("rejects nothing when it is the target that is out of order", async () => {
    const stage = world();
    const send: Send = async () => {
      throw new BatchError("ERR_EXCEPTION", "Everything fails.");
    };
    const { status, kinds, reason } = await stage.go({ sink: wrapped(send), concurrency: 1, speed: 100_000 });
    expect(status).toBe("stopped");
    expect(reason).toContain("refused 10 records in a row");
    expect(kinds.message).toMatchObject({ written: 0, rejected: 0, pending: 75 });
  });

  it("stops at once when the target turns out to be out of reach", async () => {
    const stage = world();
    const send: Send = async () => {
      throw new BatchError("ERR_EXCEPTION", "Everything fails.");
    };
    const sink = wrapped(send);
    const open: AnySink["open"] = async (config, context) => {
      let checks = 0;
      const check = async () => {
        checks += 1;
        if (checks > 1) throw new TransientError("Memory is away.", { delivery: "none" });
      };
      return { ...(await sink.open(config, context)), check };
    };
    const summary = await stage.go({ sink: { ...sink, open }, speed: 100_000 });
    expect(summary).toMatchObject({
      status: "stopped",
      reason: "Memory is away.",
      kinds: { message: { rejected: 0 } },
    });
  });
});

it("sends again only the records that have no verdict", async () => {
  const stage = world();
  const seen = new Map<string, number>();
  const send: Send = async (notes, really) => {
    for (const { key } of notes) seen.set(key, (seen.get(key) ?? 0) + 1);
    const outcomes = await really();
    const reason = { code: "no-verdict", message: "No word about it." };
    return outcomes.map((outcome, index) =>
      notes[index]?.key === "1-3" && seen.get("1-3") === 1 ? { status: "retry", reason } : outcome,
    );
  };
  expect(await stage.go({ sink: wrapped(send) })).toMatchObject({
    status: "complete",
    kinds: { message: { written: 74, duplicate: 1 } },
  });
  expect([...seen].filter(([, count]) => count > 1)).toEqual([["1-3", 2]]);
});

it("stops at once when the operator must act", async () => {
  const stage = world();
  const send: Send = async () => {
    throw new ConfigError("The key was revoked.");
  };
  expect(await stage.go({ sink: wrapped(send) })).toMatchObject({ status: "failed", reason: "The key was revoked." });
  expect(await stage.go()).toMatchObject({ status: "complete" });
});

it("goes past many records that share a fault, once the target has shown on a known one that it is well", async () => {
  const stage = world();
  const poison = new Set(stage.source.notes.slice(3, 17).map(({ key }) => key));
  const send: Send = async (notes, really) => {
    if (notes.some(({ key }) => poison.has(key))) throw new BatchError("ERR_POISON", "Poisoned.");
    return await really();
  };
  const summary = await stage.go({ sink: wrapped(send), concurrency: 1, speed: 100_000 });
  expect(summary).toMatchObject({ status: "rejected", kinds: { message: { written: 61, rejected: 14, pending: 0 } } });
  expect(sameNotes(stage, poison)).toBe(true);
});

describe("a sink that keeps duplicates", () => {
  const keeps = {
    capabilities: { ...memorySink.capabilities, dedupes: ["user", "conversation", "membership"] as const },
  };

  /** Takes every note as often as it is sent. */
  function doubling(options: { readonly settles: boolean; readonly cutAt: number }): AnySink {
    return {
      ...memorySink,
      ...keeps,
      open: async (config, context) => {
        const { memoryApp } = await import("@chat-etl/memory");
        const sink = await memorySink.open(config as { app: string }, context);
        const { notes } = memoryApp((config as { app: string }).app);
        let calls = 0;
        const message = async (batch: readonly (typeof notes)[number][]): Promise<readonly Outcome[]> => {
          calls += 1;
          notes.push(...batch);
          if (calls === options.cutAt) throw new TransientError("Cut.", { delivery: "unknown" });
          return batch.map(() => ({ status: "written" }));
        };
        const reason = { code: "not-there", message: "It is not there." };
        const read = async (batch: readonly (typeof notes)[number][]): Promise<readonly Outcome[]> =>
          batch.map(({ key }) =>
            notes.some((note) => note.key === key) ? { status: "written" } : { status: "retry", reason },
          );
        return { ...sink, send: { ...sink.send, message }, ...(options.settles ? { settle: { message: read } } : {}) };
      },
    };
  }

  it("is read back instead of sent again when no answer came", async () => {
    const stage = world();
    expect(await stage.go({ sink: doubling({ settles: true, cutAt: 3 }) })).toMatchObject({
      status: "complete",
      kinds: { message: { written: 75 } },
    });
    expect(sameNotes(stage)).toBe(true);
  });

  /** Takes the first half of the third batch, then fails so; every note may be there once only. */
  function failing(fail: () => Error): AnySink {
    const sink = doubling({ settles: true, cutAt: 0 });
    const open: AnySink["open"] = async (config, context) => {
      const opened = await sink.open(config, context);
      let calls = 0;
      const message: (typeof opened.send)["message"] = async (batch, options) => {
        calls += 1;
        if (calls !== 3) return await opened.send.message(batch, options);
        await opened.send.message(batch.slice(0, batch.length / 2), options);
        throw fail();
      };
      return { ...opened, send: { ...opened.send, message } };
    };
    return { ...sink, open };
  }

  const failures: readonly (readonly [name: string, fail: () => Error])[] = [
    [
      "a time-out that says when to come back",
      () => new TransientError("Later.", { delivery: "unknown", retryAfterMs: 1 }),
    ],
    ["a batch refused as a whole when half of it was in", () => new BatchError("ERR_POISON", "Poisoned.")],
  ];
  it.each(failures)("is read back after %s too", async (_name, fail) => {
    const stage = world();
    expect(await stage.go({ sink: failing(fail) })).toMatchObject({
      status: "complete",
      kinds: { message: { written: 75 } },
    });
    expect(sameNotes(stage)).toBe(true);
  });

  it("stops the run when it cannot be read back, and says which records are in doubt", async () => {
    const stage = world();
    const summary = await stage.go({ sink: doubling({ settles: false, cutAt: 1 }), concurrency: 1 });
    expect(summary.status).toBe("stopped");
    expect(summary.reason).toContain('10 records of kind "message" are in doubt (message "0-0"');
    const next = await stage.go({ sink: doubling({ settles: false, cutAt: 0 }), concurrency: 1 });
    expect(next).toMatchObject({ status: "stopped", requests: 0 });
    expect(stage.target.notes).toHaveLength(10);
  });

  it("settles by reading back what an earlier run left in the air", async () => {
    const stage = world();
    await stage.go({ sink: doubling({ settles: false, cutAt: 2 }), concurrency: 1 });
    expect(await stage.go({ sink: doubling({ settles: true, cutAt: 0 }) })).toMatchObject({
      status: "complete",
      kinds: { message: { written: 75 } },
    });
    expect(sameNotes(stage)).toBe(true);
  });
});
