import type { Json, JsonObject } from "@chat-etl/model";
import { plainAddress } from "./plain-address.ts";

/** What lets somebody in, as lists of users have it. It never leaves this adapter. */
const SECRETS: ReadonlySet<string> = new Set(["access_token", "session_token", "session_tokens"]);

export function isSecret(name: string): boolean {
  return SECRETS.has(name);
}

type Fields = Readonly<Record<string, Json | undefined>>;

/** What a value has and its wire schema does not name. */
export function unnamed(value: Fields, { shape }: { readonly shape: object }): JsonObject {
  return leftover(value, shape);
}

/** What goes to "extra": all but what is named already, what says nothing (nothing, empty texts, lists and objects) and secrets. */
export function leftover(fields: Fields, named: object = {}): JsonObject {
  const telling: [string, Json][] = [];
  for (const name of Object.keys(fields)) {
    const value = fields[name] ?? null;
    if (!isEmpty(value) && !Object.hasOwn(named, name) && !isSecret(name)) telling.push([name, withoutSecrets(value)]);
  }
  return Object.fromEntries(telling);
}

/** Takes out what lets somebody in, however deep it lies. */
export function withoutSecrets(value: Json): Json {
  if (typeof value === "string") return plainAddress(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== "object") return value;
  const open = Object.entries(value).filter(([name]) => !isSecret(name));
  return Object.fromEntries(open.map(([name, one]) => [name, withoutSecrets(one)]));
}

function isEmpty(value: Json): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
