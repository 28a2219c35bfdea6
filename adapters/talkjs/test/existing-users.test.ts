import type { ExistingUser } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { talkjsSink } from "../src/index.ts";
import { TalkjsSinkConfig } from "../src/sink-config.ts";
import { startClient } from "./sandbox-client.ts";

const LOGGER = { debug() {}, info() {}, warn() {}, error() {} };

it("tells all users of the app that is loaded, with their addresses, page by page", async () => {
  await using sandbox = await startClient({ rate: "off" }, { side: "sink" });
  const ids = Array.from({ length: 130 }, (_, index) => `user-${index}`);
  for (const id of ids)
    await sandbox.call("PUT", `/users/${id}`, { name: `Name of ${id}`, email: [`${id}@example.org`] });
  const config = TalkjsSinkConfig.parse({ ...sandbox.config, requestsPerSecond: "10000" });
  const found: ExistingUser[] = [];
  const users = talkjsSink.users?.(config, { signal: new AbortController().signal, logger: LOGGER });
  for await (const user of users ?? []) found.push(user);
  expect(found.map(({ id }) => id).sort()).toEqual(ids.sort());
  expect(found.find(({ id }) => id === "user-7")).toEqual({
    id: "user-7",
    name: "Name of user-7",
    emails: ["user-7@example.org"],
  });
});
