import type { SinkFacts, SourceFacts } from "@chat-etl/engine";
import { KINDS } from "@chat-etl/model";
import { nameOf, type Option, sentenceOf } from "../../options.ts";
import { sinkSentences, sourceSentences } from "./capability-words.ts";
import { carriesTables } from "./carries-table.ts";
import type { Description } from "./description.ts";
import type { Section, SectionTable } from "./section.ts";

/** What is told about a source or a sink, part by part. */
export function sectionsOf(description: Description): readonly Section[] {
  const { options, switches, side } = description;
  return [
    optionsSection(options),
    ...(side === "sink" ? [attachmentsSection(description.attachments)] : []),
    {
      part: "capabilities",
      title: "What it can",
      sentences: side === "source" ? sourceSentences(description.facts) : sinkSentences(description.facts),
      tables: [],
    },
    ...(side === "sink" ? sinkSections(description.facts) : [fillsSection(description.facts)]),
    ...(switches === undefined ? [] : [sandboxSection(switches)]),
  ];
}

function optionsSection(options: readonly Option[]): Section {
  return { part: "options", title: "Options", sentences: [], tables: [optionsTable(options)] };
}

function attachmentsSection(options: readonly Option[]): Section {
  const sentences = ["What becomes of the files of messages. These options are the same for every sink."];
  return { part: "attachments", title: "Files of messages", sentences, tables: [optionsTable(options)] };
}

function optionsTable(options: readonly Option[]): SectionTable {
  const rows = options.map((option) => [quoted(nameOf(option)), sentenceOf(option)]);
  return { head: ["option", "what it is"], rows };
}

function fillsSection({ fills }: SourceFacts): Section {
  const title = "What it carries";
  if (fills === undefined)
    return { part: "carries", title, sentences: ["The fields that it fills depend on what is read."], tables: [] };
  const rows = KINDS.map((kind) => [kind, (fills[kind] ?? []).map((field) => `\`${field}\``).join(", ")]);
  const sentences = ["The fields that it can fill, beside those that every record must have."];
  return { part: "carries", title, sentences, tables: [{ head: ["kind", "fields"], rows }] };
}

function sinkSections(facts: SinkFacts): readonly Section[] {
  return [...(facts.passes.length > 0 ? [passesSection(facts)] : []), carriesSection(facts), lossesSection(facts)];
}

function passesSection({ passes }: SinkFacts): Section {
  const rows = passes.map(({ name, kind, when, summary, isAsked }) => [
    `\`${name}\``,
    kind,
    when === "before" ? "ahead" : "behind",
    isAsked ? `${summary} Part of every run with these options.` : summary,
  ]);
  const sentences = ["What the main load cannot carry and other calls can. Ahead of the main load, or behind it."];
  return { part: "passes", title: "Passes", sentences, tables: [{ head: ["pass", "kind", "when", "brings"], rows }] };
}

function carriesSection({ carries }: SinkFacts): Section {
  const sentences = [
    "Found out by encoding records with each field and without, with the default options: `sent`, the field changes what is sent; `but`, and this loss is counted; `lost`, the loss alone is counted; –, nothing changes.",
  ];
  return { part: "carries", title: "What it carries", sentences, tables: carriesTables(carries) };
}

function lossesSection({ losses }: SinkFacts): Section {
  const title = "What it loses";
  if (losses === undefined)
    return { part: "losses", title, sentences: ["It does not tell beforehand; `etl plan` counts."], tables: [] };
  const rows = Object.entries(losses).map(([code, sentence]) => [`\`${code}\``, sentence]);
  if (rows.length === 0) return { part: "losses", title, sentences: ["Nothing."], tables: [] };
  const sentences = ["Each is counted by its code wherever it is met, and `etl plan` counts beforehand."];
  return { part: "losses", title, sentences, tables: [{ head: ["code", "what becomes of it"], rows }] };
}

function sandboxSection(switches: readonly Option[]): Section {
  const rows = switches.map((option) => [quoted(option.name), sentenceOf({ ...option, secret: undefined })]);
  const sentences = [
    "Its stand-in on this machine takes these switches, as `--source.sandbox.<switch>` or `--sink.sandbox.<switch>` of a rehearsal and `--<switch>` of `etl sandbox`.",
  ];
  return { part: "sandbox", title: "Sandbox", sentences, tables: [{ head: ["switch", "what it is"], rows }] };
}

/** `--source.x or X` as two names. */
function quoted(name: string): string {
  return name
    .split(" or ")
    .map((part) => `\`${part}\``)
    .join(" or ");
}
