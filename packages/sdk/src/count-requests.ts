import type { Kind } from "@chat-etl/model";

/**
 * How many requests one `send` of a batch makes when all goes well, the first one included; whoever gives it may
 * remember the batches before, as sending them does. Written as a method, so that the engine can hold those of every sink.
 */
export type CountRequests<Wire> = { count(batch: readonly Wire[]): number }["count"];

/** What a load of a sink takes, told before anything is sent. */
export interface RequestCounter<Wire extends { readonly [K in Kind]: unknown }> {
  /** A missing kind takes one request a batch. */
  readonly count: { readonly [K in Kind]?: CountRequests<Wire[K]> };
  /** What nobody knows beforehand, in whole sentences. Asked when everything is counted. */
  unknowns?(): readonly string[];
}
