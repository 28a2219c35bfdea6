import { ConfigError, type Guess } from "@chat-etl/sdk";
import { checkMapping } from "../mapping/check-mapping.ts";
import { planOf } from "./inputs.ts";
import type { MappingPlan } from "./plan.ts";
import { readyGuess } from "./ready.ts";
import { castOf } from "./roles.ts";
import { type Sample, takeSample } from "./sample.ts";
import { type Shape, shapesOf } from "./shapes.ts";
import { type Trial, tryMapping } from "./try-mapping.ts";
import { type World, worldOf } from "./world.ts";
import { mappingText } from "./write-mapping.ts";

/**
 * Looks at the beginnings of an export's files and writes a mapping to start from: a ready one that fits, or one that is
 * made of what was seen, with comments. What people wrote is never in it.
 *
 * @throws ConfigError there is nothing to read, or nothing in it that could be messages
 */
export async function guessMapping(path: string, signal: AbortSignal): Promise<Guess> {
  const sample = await takeSample(path, signal);
  const ready = await readyGuess(sample, signal);
  if (ready !== undefined) return ready;
  const shapes = shapesOf(sample);
  if (shapes.length === 0) throw noObjects(sample);
  const world = worldOf(castOf(shapes), shapes);
  if (world.messages.length === 0) throw noMessages(sample, shapes);
  const plan = planOf(world);
  const trial = await tryMapping(checkMapping("guessed", mappingText(plan, 0, [])), sample, signal);
  const confidence = confidenceOf(plan, trial);
  return { text: mappingText(plan, confidence, [...notesOn(sample, trial), ...leftOut(world, plan)]), confidence };
}

/** How many values become good messages, and how sure their fields are. */
function confidenceOf({ sureness }: MappingPlan, { messages, ids, rejected }: Trial): number {
  const read = ids / Math.max(1, messages + rejected);
  const sure = sureness.reduce((sum, one) => sum + one, 0) / Math.max(1, sureness.length);
  return Math.round(read * sure * 100) / 100;
}

function notesOn({ files, fileCount }: Sample, { messages, ids, rejected, unused }: Trial): readonly string[] {
  const cut = files.filter(({ isWhole }) => !isWhole).length;
  return [
    `Looked at: ${files.length} of ${fileCount} files${cut > 0 ? `, of ${cut} only the beginning; what stands behind it was not seen` : ""}.`,
    `Tried on them: ${messages} messages, ${rejected} values rejected, ${unused} that no rule is for.`,
    ...(ids < messages
      ? [`TODO: ${messages - ids} of the messages have the id of another one, and would be left out.`]
      : []),
  ];
}

/** What was seen and is made nothing of. */
function leftOut({ cast, shapes }: World, { inputs }: MappingPlan): readonly string[] {
  const selected = new Set(
    inputs.flatMap(({ lines }) => lines.filter(({ key }) => key === "select").map(({ value }) => value)),
  );
  const others = shapes.filter(
    (shape) => !cast.some((one) => one.shape === shape) && !shape.steps.slice(0, -1).includes("*"),
  );
  const notes = others.slice(0, MOST_NOTES).map(({ members, steps, group, when }) => {
    const where = steps.length === 0 ? group.glob : JSON.stringify(steps.join("."));
    return `TODO: nothing is made of ${members.length} objects in ${where}${when ? ` with ${when("")}` : ""}: they look like none of the four kinds.`;
  });
  const behind = cast.filter(
    ({ shape, role }) =>
      role === "message" && shape.behind.size > 0 && selected.has(shape.steps.join(".")) && shape.steps.length === 1,
  );
  const fields = [...new Set(behind.flatMap(({ shape }) => [...shape.behind]))].filter(
    (key) => /^[\w-]{1,40}$/.test(key) && !selected.has(key),
  );
  if (fields.length === 0) return notes;
  return [
    ...notes,
    `Behind the messages stand ${fields.slice(0, 8).join(", ")}: to use them, read the file as "format: document".`,
  ];
}

const MOST_NOTES = 8;

function noObjects({ path, files }: Sample): ConfigError {
  const formats = [...new Set(files.map(({ format }) => format))].join(", ");
  return new ConfigError(
    `"${path}" was read (${formats}), but holds no list of objects, and so no messages. Give the file that holds the messages, or write a mapping by hand: docs/mappings.md.`,
  );
}

function noMessages({ path }: Sample, shapes: readonly Shape[]): ConfigError {
  const ways = shapes
    .slice(0, 5)
    .map(
      ({ steps, group, fields }) => `${steps.length === 0 ? group.glob : steps.join(".")} with ${fields.length} fields`,
    );
  return new ConfigError(
    `"${path}" holds lists of objects (${ways.join("; ")}), but none with times, texts and authors as messages have. Give the files with the messages too, or write a mapping by hand: docs/mappings.md.`,
  );
}
