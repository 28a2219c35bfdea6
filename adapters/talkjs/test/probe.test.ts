import { type Answer, ConfigError } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { talkjsSink } from "../src/index.ts";
import { TalkjsSinkConfig } from "../src/sink-config.ts";
import { startClient } from "./sandbox-client.ts";

const LOGGER = { debug() {}, info() {}, warn() {}, error() {} };

async function answersOf(config: Readonly<Record<string, string>>): Promise<readonly Answer[]> {
  const context = { signal: new AbortController().signal, logger: LOGGER };
  const answers: Answer[] = [];
  for await (const answer of talkjsSink.probe?.run(TalkjsSinkConfig.parse(config), context) ?? []) answers.push(answer);
  return answers;
}

it.each([
  [{ importDialect: "g1" }, "g1"],
  [{ importDialect: "g2" }, "g2"],
  [{ importDialect: "both" }, "g2"],
  [{ importDialect: "g1", importForeign: "ignore" }, "g1"],
  [{ importDialect: "g2", importForeign: "ignore" }, "g2"],
])("T3: finds out what an app with %j takes, and leaves no conversation behind", async (switches, dialect) => {
  await using client = await startClient(switches, { side: "sink" });
  expect(await answersOf(client.config)).toMatchObject([{ question: "U1", options: { dialect } }]);
  expect((await client.get("/conversations?limit=30")).body.data).toEqual([]);
});

it("T41: does not try in a live app", async () => {
  await using client = await startClient({}, { side: "sink" });
  await expect(answersOf({ ...client.config, secretKey: "sk_live_x" })).rejects.toBeInstanceOf(ConfigError);
});
