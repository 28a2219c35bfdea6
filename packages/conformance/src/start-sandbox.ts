import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnySink, AnySource } from "@chat-etl/sdk";
import type { Fixture, SinkFixture } from "./fixture.ts";
import { keepLog } from "./shared/keep-log.ts";

export interface SandboxFixture extends Fixture, Required<Pick<SinkFixture, "loseAnswer">> {
  readonly url: string;
  readonly config: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** So many times shorter are the platform's rate windows. */
const SPEED = 1_000;

/** What the answer to a change is lost by: the platform has acted, then the connection is gone. */
const LOST = { fault: "commit-then-cut" };

/**
 * Starts a definition's own sandbox in a temporary folder: as a source with its sample world, as a sink empty.
 *
 * @param switches of the sandbox, as its options are called
 */
export async function startSandbox(
  { name, sandbox }: Pick<AnySource | AnySink, "name" | "sandbox">,
  side: "source" | "sink",
  switches: Readonly<Record<string, unknown>> = {},
): Promise<SandboxFixture> {
  const spec = await sandbox?.();
  if (spec === undefined) throw new Error(`"${name}" has no sandbox.`);
  const folder = await mkdtemp(join(tmpdir(), "etl-conformance-"));
  const { logger } = keepLog();
  const running = await spec.start(switches, {
    folder,
    port: 0,
    speed: SPEED,
    sample: side === "source",
    side,
    logger,
  });
  const { url, config } = running;
  return {
    url,
    config,
    loseAnswer: async () =>
      void (await fetch(`${url}/_sandbox/faults`, { method: "POST", body: JSON.stringify(LOST) })),
    async close() {
      await running.close();
      await rm(folder, { recursive: true });
    },
  };
}
