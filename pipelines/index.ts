import type { AnySource, Pipeline, SandboxSpec } from "@chat-etl/sdk";

/** All pipelines there are, in the order of `etl list`. Each is loaded when it is asked for: no start waits for platforms that it does not use. */
export const pipelines: ReadonlyMap<string, () => Promise<Pipeline>> = new Map([
  ["talkjs-to-cometchat", async () => (await import("./talkjs-to-cometchat.ts")).talkjsToCometchat],
  ["talkjs-export-to-cometchat", async () => (await import("./talkjs-export-to-cometchat.ts")).talkjsExportToCometchat],
  ["talkjs-to-talkjs", async () => (await import("./talkjs-to-talkjs.ts")).talkjsToTalkjs],
  ["talkjs-to-json", async () => (await import("./talkjs-to-json.ts")).talkjsToJson],
  ["slack-export-to-cometchat", async () => (await import("./slack-export-to-cometchat.ts")).slackExportToCometchat],
  ["slack-export-to-talkjs", async () => (await import("./slack-export-to-talkjs.ts")).slackExportToTalkjs],
  ["slack-export-to-json", async () => (await import("./slack-export-to-json.ts")).slackExportToJson],
  ["cometchat-to-json", async () => (await import("./cometchat-to-json.ts")).cometchatToJson],
  ["cometchat-to-cometchat", async () => (await import("./cometchat-to-cometchat.ts")).cometchatToCometchat],
  ["cometchat-to-talkjs", async () => (await import("./cometchat-to-talkjs.ts")).cometchatToTalkjs],
  ["json-to-cometchat", async () => (await import("./json-to-cometchat.ts")).jsonToCometchat],
  ["json-to-talkjs", async () => (await import("./json-to-talkjs.ts")).jsonToTalkjs],
  ["json-to-json", async () => (await import("./json-to-json.ts")).jsonToJson],
]);

/** The sandboxes of all platforms that have one. */
export const sandboxes: ReadonlyMap<string, () => Promise<SandboxSpec>> = new Map([
  ["talkjs", async (): Promise<SandboxSpec> => (await import("@chat-etl/talkjs/sandbox")).talkjsSandbox],
  ["cometchat", async (): Promise<SandboxSpec> => (await import("@chat-etl/cometchat/sandbox")).cometchatSandbox],
]);

/** The source that reads any format, and can guess how. */
export async function loadGuessingSource(): Promise<AnySource> {
  return (await import("@chat-etl/generic-json")).genericJsonSource;
}
