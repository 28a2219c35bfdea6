import { type Extracted, RecordError } from "@chat-etl/sdk";
import { always, must, type SourceCheck, type SourceSubject, Untold } from "../check.ts";
import { HAZARDS, isPolluted } from "../shared/hazards.ts";
import { isPlain } from "../shared/pure.ts";
import { normalized } from "./becomes.ts";
import { knownPages } from "./known.ts";
import { streamsOf } from "./open.ts";

/** Values of each stream that are spoiled, and places in each of them. */
const SAMPLES = 3;
const PLACES = 40;

/** Whatever stands in a value, normalizing it ends in records, a drop or a RecordError. */
export const HAZARD_CHECKS: readonly SourceCheck[] = HAZARDS.map(({ name, value: hazard }) => ({
  name: `normalizes a value that holds ${name}`,
  applies: always,
  async run(subject) {
    let fitting = 0;
    for (const stream of streamsOf(subject)) {
      for (const { value, origin } of await samples(subject, stream)) {
        for (const path of placesIn(value).slice(0, PLACES)) {
          const spoiled = replaced(value, path, hazard);
          const where = `${origin} with ${name} in "${path.join(".")}"`;
          if (normalizes(subject, { stream, value: spoiled, where })) fitting += 1;
          must(!isPolluted(), `Normalizing ${where} wrote to what all objects share.`);
        }
      }
    }
    if (fitting === 0) throw new Untold("No place of the fixture's values takes it.");
  },
}));

/** Tells whether the value fits its wire schema. @throws Broken */
function normalizes(
  { definition }: SourceSubject,
  { stream, value, where }: { readonly stream: string; readonly value: unknown; readonly where: string },
): boolean {
  try {
    return normalized(definition, stream, value) !== undefined;
  } catch (error) {
    // The engine refuses what is nested too deep, and what says of itself that it is wrong.
    const isSorted = error instanceof RecordError || error instanceof RangeError;
    must(isSorted, `Normalizing ${where} fails with "${String(error)}", which would stop the run.`);
    return true;
  }
}

async function samples(subject: SourceSubject, stream: string): Promise<readonly Extracted[]> {
  const pages = await knownPages(subject, stream);
  return pages.flatMap(({ values }) => values.flatMap((one) => ("unreadable" in one ? [] : [one]))).slice(0, SAMPLES);
}

type Path = readonly (string | number)[];

/** The places that something else can be put into: everything that is JSON, and lies in nothing that is more than that. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (!isPlain(value)) return isJsonLeaf(value) ? [path] : [];
  if (path.length > 0 && !isJson(value)) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [...(path.length > 0 ? [path] : []), ...entries.flatMap(([key, one]) => placesIn(one, [...path, key]))];
}

function isJson(value: unknown): boolean {
  return isPlain(value) ? Object.values(value).every(isJson) : isJsonLeaf(value);
}

function isJsonLeaf(value: unknown): boolean {
  return value === null || ["string", "number", "boolean", "undefined"].includes(typeof value);
}

function replaced(value: unknown, [key, ...rest]: Path, put: unknown): unknown {
  if (key === undefined) return put;
  if (Array.isArray(value)) return value.map((one, index) => (index === key ? replaced(one, rest, put) : one));
  const entries = Object.entries(value as object).map(([name, one]) => [
    name,
    name === key ? replaced(one, rest, put) : one,
  ]);
  return Object.fromEntries(entries);
}
