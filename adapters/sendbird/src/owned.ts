import { parserOf } from "@chat-etl/io";
import { Json, type JsonObject } from "@chat-etl/model";
import { isSecret, leftover, withoutSecrets } from "./leftover.ts";

const parse = parserOf({ exactNumbers: true });

/** What the app's owner attached, without keys: `metadata`, and the texts of `data` and `custom_type` under those names. */
export function owned({
  metadata,
  ...texts
}: {
  readonly metadata?: JsonObject | null | undefined;
  readonly [name: string]: Json | undefined;
}): JsonObject {
  const named = Object.entries(leftover(texts));
  const own = Object.entries(metadata ?? {}).filter(([name]) => !isSecret(name));
  // The owner's own entry of that name stays; what it hides is found under another one.
  return Object.fromEntries([
    ...named.map(([name, value]) => [freeName(name, metadata ?? {}), withoutSecrets(parsed(value))] as const),
    ...own.map(([name, value]) => [name, withoutSecrets(value)] as const),
  ]);
}

function freeName(name: string, taken: JsonObject): string {
  return Object.hasOwn(taken, name) ? freeName(`${name}_`, taken) : name;
}

/** A text that is a JSON object or array, parsed; any other text as it is. */
function parsed(value: Json): Json {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  const json = Json.safeParse(parse(value));
  return json.success ? json.data : value;
}
