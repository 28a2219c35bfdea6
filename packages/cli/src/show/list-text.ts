import type { AnySink, AnySource, Pipeline } from "@chat-etl/sdk";
import Table from "cli-table3";
import { attachmentOptions } from "../attachment-options.ts";
import { describeOptions, type Side, sideOptions } from "../options.ts";
import { wrap } from "./format.ts";

export interface Listed {
  readonly pipelines: readonly Pipeline[];
  /** By what pipelines call them. */
  readonly sources: ReadonlyMap<string, AnySource>;
  readonly sinks: ReadonlyMap<string, AnySink>;
}

/**
 * What `etl list` shows people: the pipelines as one table, and below it each source and sink with its options once, and
 * those that all have.
 */
export function listText({ pipelines, sources, sinks }: Listed): string {
  const ends = [
    ...[...sources].map(([name, source]) => endText("source", name, source)),
    ...[...sinks].map(([name, sink]) => endText("sink", name, sink)),
  ];
  const files = `Files of messages, into any sink:\n${describeOptions(attachmentOptions())}`;
  return [pipelinesText(pipelines), ...ends, files].join("\n\n");
}

/** Below so many columns a table is no help. */
const NARROW = 100;

function pipelinesText(pipelines: readonly Pipeline[]): string {
  const columns = process.stdout.columns ?? 130;
  const longest = Math.max(...pipelines.map(({ name }) => name.length));
  if (columns < NARROW)
    return pipelines.map(({ name, summary }) => [name, ...indented(summary, columns)].join("\n")).join("\n");
  const width = columns - longest - 7;
  const table = new Table({
    head: ["Pipeline", "From → into"],
    style: { head: [], border: [], compact: true },
    colWidths: [longest + 2, width + 2],
  });
  for (const { name, summary } of pipelines) table.push([name, wrap(summary, width).join("\n")]);
  return table.toString();
}

function indented(summary: string, columns: number): readonly string[] {
  return wrap(summary, columns - 2).map((row) => `  ${row}`);
}

function endText(side: Side, name: string, { summary, config }: AnySource | AnySink): string {
  return `${side === "source" ? "Source" : "Sink"} ${name}: ${summary}\n${describeOptions(sideOptions(side, config))}`;
}
