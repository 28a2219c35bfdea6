import { exampleConfig, type SinkFacts, type SourceFacts, sinkFacts, sourceFacts } from "@chat-etl/engine";
import { ConfigError } from "@chat-etl/sdk";
import { attachmentOptions } from "../../attachment-options.ts";
import type { End } from "../../find.ts";
import { type Option, sideOptions } from "../../options.ts";

/** All that is known about a source or a sink without opening it. */
export type Description = {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly Option[];
  /** Of its sandbox. Missing: it has none. */
  readonly switches?: readonly Option[] | undefined;
} & (
  | { readonly side: "source"; readonly facts: SourceFacts }
  | {
      readonly side: "sink";
      readonly facts: SinkFacts;
      /** What is said of the files of messages, the same for every sink. */
      readonly attachments: readonly Option[];
    }
);

/**
 * @param given options of the sink that somebody set: what it carries may depend on them
 * @throws ConfigError one of them does not fit
 */
export async function descriptionOf(end: End, given: Readonly<Record<string, unknown>> = {}): Promise<Description> {
  const { name, summary, config, sandbox } = end.definition;
  const spec = await sandbox?.();
  const common = {
    ...{ name, summary },
    options: sideOptions(end.side, config),
    switches: spec && sideOptions(end.side, spec.options),
  };
  if (end.side === "source") return { ...common, side: "source", facts: sourceFacts(end.definition) };
  const example = exampleConfig(config, given);
  if (example === undefined)
    throw new ConfigError(
      `What "${name}" carries depends on options that are missing or do not fit. Give them as for a run: --sink.<option> VALUE.`,
    );
  return { ...common, side: "sink", facts: sinkFacts(end.definition, example), attachments: attachmentOptions() };
}
