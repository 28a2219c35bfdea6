import type { AnySink, AnySource, SandboxSpec } from "@chat-etl/sdk";
import { pairsOf } from "./pairs.ts";

export { type Ends, pairsOf } from "./pairs.ts";

/**
 * All sources there are, by what pipelines call them. A line here makes a pipeline into every sink. Each is loaded when
 * it is asked for: no start waits for platforms that it does not use.
 */
export const sources: ReadonlyMap<string, () => Promise<AnySource>> = new Map<string, () => Promise<AnySource>>([
  ["talkjs", async () => (await import("@chat-etl/talkjs")).talkjsSource],
  ["talkjs-export", async () => (await import("@chat-etl/talkjs")).talkjsExportSource],
  ["slack-export", async () => (await import("@chat-etl/slack-export")).slackExportSource],
  ["cometchat", async () => (await import("@chat-etl/cometchat")).cometchatSource],
  ["json", async () => (await import("@chat-etl/generic-json")).genericJsonSource],
  ["mattermost", async () => (await import("@chat-etl/mattermost")).mattermostSource],
  ["sendbird", async () => (await import("@chat-etl/sendbird")).sendbirdSource],
]);

/** All sinks there are. A line here makes a pipeline out of every source. */
export const sinks: ReadonlyMap<string, () => Promise<AnySink>> = new Map<string, () => Promise<AnySink>>([
  ["cometchat", async () => (await import("@chat-etl/cometchat")).cometchatSink],
  ["talkjs", async () => (await import("@chat-etl/talkjs")).talkjsSink],
  ["json", async () => (await import("@chat-etl/generic-json")).jsonSink],
  ["mattermost", async () => (await import("@chat-etl/mattermost")).mattermostSink],
]);

/** The sandboxes of all platforms that have one. */
export const sandboxes: ReadonlyMap<string, () => Promise<SandboxSpec>> = new Map<string, () => Promise<SandboxSpec>>([
  ["talkjs", async () => (await import("@chat-etl/talkjs/sandbox")).talkjsSandbox],
  ["cometchat", async () => (await import("@chat-etl/cometchat/sandbox")).cometchatSandbox],
]);

/** Any source into any sink, in the order of `etl list`. */
export const pipelines = pairsOf({ sources, sinks });

/** The source that reads any format, and can guess how. */
export async function loadGuessingSource(): Promise<AnySource> {
  return (await import("@chat-etl/generic-json")).genericJsonSource;
}
