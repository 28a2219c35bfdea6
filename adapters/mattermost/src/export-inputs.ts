import { type Input, listInputs, readJsonLines } from "@chat-etl/io";
import { ConfigError } from "@chat-etl/sdk";

/** Older servers call the lines `.json`; what lies in folders beside is `data/`. */
const FILES = "*.{jsonl,json}";

/** Lines of each file that are looked at. */
const LOOKED_AT = 20;

/**
 * The files of an export's lines. Empty ones are no fault; parts of one export may lie side by side.
 *
 * @throws ConfigError nothing is there, nothing of it is an export of Mattermost, or it is more than one
 */
export async function exportInputs(path: string, signal: AbortSignal): Promise<readonly Input[]> {
  if (path === "-") {
    throw new ConfigError("An export of Mattermost is gone through several times: give it as a file or a folder.");
  }
  const inputs = await listInputs(path, { match: FILES });
  const heads = await Promise.all(inputs.map((input) => typesIn(input, signal)));
  const isEmpty = heads.every((types) => types.length === 0);
  if (!isEmpty && heads.every((types) => types.every((type) => type === undefined))) {
    throw new ConfigError(
      `"${path}" is no bulk export of Mattermost: none of its first lines is an object that says its "type". Give what "mmctl export download" gave.`,
    );
  }
  const beginnings = inputs.filter((_, no) => heads[no]?.includes("version"));
  const [first, second] = beginnings;
  if (first === undefined || second === undefined) return inputs;
  throw new ConfigError(
    `"${path}" holds more than one export: "${first.name}" and "${second.name}" each begin one. Give each a folder and a run of its own.`,
  );
}

/** What the first lines say they are. Undefined: nothing. */
async function typesIn(input: Input, signal: AbortSignal): Promise<readonly (string | undefined)[]> {
  for await (const { values } of readJsonLines(input, { signal, pageSize: LOOKED_AT })) {
    return values.map((one) => ("value" in one ? typeOf(one.value) : undefined));
  }
  return [];
}

function typeOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("type" in value)) return undefined;
  return typeof value.type === "string" ? value.type : undefined;
}
