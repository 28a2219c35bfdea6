import { type Context, type JsonPage, parserOf, readCsv, readDocument, readJson, readJsonLines } from "@chat-etl/io";
import { localTimeIn } from "@chat-etl/model";
import { ConfigError, type Extracted, type Page, type ReadOptions, type Unreadable } from "@chat-etl/sdk";
import type { SendbirdSourceConfig } from "./config.ts";
import { fieldOfColumn, rowOfFields } from "./csv-columns.ts";
import { objectOfRow, ZONE_MISSING } from "./csv-row.ts";
import type { ExportFile } from "./export-files.ts";
import { contentOf, isObject } from "./shape.ts";

/** Pages of one file; each value is as JSON of Sendbird's has it, whatever it is written in. */
export async function* readFile(
  file: ExportFile,
  config: SendbirdSourceConfig,
  options: Pick<ReadOptions, "after" | "signal">,
): AsyncGenerator<Page> {
  const complete = completer(file, config);
  for await (const page of pagesOf(file, options)) yield { ...page, values: page.values.map(complete) };
}

function pagesOf({ input, layout }: ExportFile, options: Pick<ReadOptions, "after" | "signal">): AsyncIterable<Page> {
  if (layout.as === "table") return readCsv(input, { ...options, delimiter: layout.delimiter });
  const exact = { ...options, exactNumbers: true };
  if (layout.as === "lines") return readJsonLines(input, exact);
  if (layout.as === "document") return readDocument(input, exact);
  const inOrder = { ...exact, concatenated: true };
  if (layout.name === "") return readJson(input, { ...inOrder, select: [] });
  return onlyList(layout.name, readJson(input, { ...inOrder, select: ["*"], mustHold: layout.name }));
}

/** The elements of one list, and the documents that do not have it. @throws ConfigError another list of the same file holds something of Sendbird's */
async function* onlyList(name: string, pages: AsyncIterable<JsonPage>): AsyncGenerator<Page> {
  for await (const page of pages) {
    const isOfList = ({ keys: [key] }: JsonPage["values"][number]) => key === name || key === undefined;
    for (const one of page.values) {
      if (!isOfList(one) && "value" in one && contentOf(one.value) !== undefined) throw secondList(one.origin, name);
    }
    yield { ...page, values: page.values.filter(isOfList) };
  }
}

function secondList(origin: string, name: string): ConfigError {
  const advice = "Put each list into a file of its own, and start again";
  return new ConfigError(
    `A second list at ${origin} would be left out: of this file only "${name}" is read. ${advice}.`,
  );
}

type Value = (Extracted | Unreadable) & { readonly context?: readonly Context[] };

/** Puts beside a value what it does not say itself: its zone, its channel, that its channel is an open one. */
function completer({ name, content, layout }: ExportFile, config: SendbirdSourceConfig): (value: Value) => Value {
  const fromRow = layout.as === "table" ? rowReader(config) : undefined;
  const channelUrl = content === "members" ? channelIn(name, config) : undefined;
  const channelType = content === "channels" && /open[_-]?channels?/i.test(name) ? "open" : undefined;
  return (one) => {
    if (!("value" in one)) return one;
    const value = fromRow === undefined ? one.value : fromRow(one);
    if (!isObject(value)) return { ...one, value };
    if (channelType !== undefined) return { ...one, value: { channel_type: channelType, ...value } };
    if (content !== "members") return { ...one, value };
    const channel_url = one.context?.at(-1)?.channel_url ?? channelUrl;
    return { ...one, value: channel_url === undefined ? value : { channel_url, ...value } };
  };
}

function rowReader({ timeZone, csvColumns }: SendbirdSourceConfig): (row: Extracted) => object {
  const fieldOf = fieldOfColumn(csvColumns);
  const reading = {
    parse: parserOf({ exactNumbers: true }),
    localTime: timeZone === undefined ? undefined : localTimeIn(timeZone),
  };
  return ({ value, origin }) => {
    const object = isObject(value) ? objectOfRow(rowOfFields(value, fieldOf), reading) : {};
    if (object !== ZONE_MISSING) return object;
    const advice = "Give the one that was chosen for the export, often UTC";
    throw new ConfigError(`A time at ${origin} names no time zone. ${advice}: --source.timeZone.`);
  };
}

function channelIn(path: string, { channelInPath }: SendbirdSourceConfig): string | undefined {
  const found = new RegExp(channelInPath, "u").exec(path);
  return found?.[1] ?? found?.[0];
}
