import { type AnySink, type AnySource, definePipeline, type Pipeline } from "@chat-etl/sdk";

/** What pipelines are made of, by what pipelines call it. Each is loaded when it is asked for. */
export interface Ends {
  readonly sources: ReadonlyMap<string, () => Promise<AnySource>>;
  readonly sinks: ReadonlyMap<string, () => Promise<AnySink>>;
}

/** Every source with every sink, as `<source>-to-<sink>`: all of the first source, then of the next. */
export function pairsOf({ sources, sinks }: Ends): ReadonlyMap<string, () => Promise<Pipeline>> {
  const pairs = [...sources].flatMap(([from, loadSource]) =>
    [...sinks].map(([to, loadSink]) => {
      const name = `${from}-to-${to}`;
      return [name, async () => pairUp(name, await loadSource(), await loadSink())] as const;
    }),
  );
  return new Map(pairs);
}

function pairUp(name: string, source: AnySource, sink: AnySink): Pipeline {
  const [from, to] = [source, sink].map(({ summary }) => summary.replace(/\.$/, ""));
  return definePipeline({ name, summary: `${from} → ${to}.`, source, sink });
}
