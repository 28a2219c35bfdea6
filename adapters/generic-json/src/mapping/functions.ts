import { createHash } from "node:crypto";
import { register, TYPE_ANY, TYPE_STRING } from "@jmespath-community/jmespath";

/** The member of a record by a name that JavaScript gives to every object; null: the record itself has none. */
export const OWN_FIELD = "own_field";

const TEXT = { types: [TYPE_STRING] };

/** The groups of the first match of a pattern, the whole match first; null: none. */
register(
  "match",
  ([text, pattern]) =>
    patternOf(String(pattern))
      .exec(String(text))
      ?.map((part) => part ?? null) ?? null,
  [TEXT, TEXT],
);

/** @throws Error that does not hold the pattern: it may come from what people wrote */
function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, "u");
  } catch {
    throw new Error("the pattern of match() is no regular expression");
  }
}

/** An id for what has none: the same values give the same 32 letters. */
register("digest", (values) => createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 32), [
  { types: [TYPE_ANY], variadic: true },
]);

/** Mends text whose UTF-8 was taken for Latin-1 (`Ã©` for `é`), as in the exports of Messenger and Instagram. */
register("from_latin1", ([text]) => Buffer.from(String(text), "latin1").toString("utf8"), [TEXT]);

register(
  OWN_FIELD,
  ([record, name]) => {
    const isRecord = record instanceof Object && !Array.isArray(record);
    return isRecord ? (new Map(Object.entries(record)).get(String(name)) ?? null) : null;
  },
  [{ types: [TYPE_ANY] }, TEXT],
);
