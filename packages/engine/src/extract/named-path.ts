import type * as z from "zod";

/** What a schema is made of, in kinds that zod lists. */
type Schema = z.core.$ZodTypes;

/**
 * A path to a value in words: names that the schema has, and places in lists. What only the value has, a key of a map,
 * may be somebody's id and is `*`.
 */
export function namedPath(path: readonly PropertyKey[], root: z.ZodType): string {
  let schemas = plainOf(root);
  const named: string[] = [];
  for (const key of path) {
    const isNamed = typeof key === "number" || schemas.some((schema) => Object.hasOwn(shapeOf(schema), key));
    named.push(isNamed ? String(key) : "*");
    schemas = schemas.flatMap((schema) => membersOf(schema, key).flatMap(plainOf));
  }
  return named.join(".");
}

/** The schemas that a value may have to meet, without what is only around them. */
function plainOf(type: z.core.$ZodType): readonly Schema[] {
  const schema = type as Schema;
  const { def } = schema._zod;
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return plainOf(def.innerType);
    case "lazy":
      return plainOf(def.getter());
    case "pipe":
      return [...plainOf(def.in), ...plainOf(def.out)];
    case "intersection":
      return [...plainOf(def.left), ...plainOf(def.right)];
    case "union":
      return def.options.flatMap(plainOf);
    default:
      return [schema];
  }
}

function shapeOf({ _zod: { def } }: Schema): Readonly<Record<PropertyKey, z.core.$ZodType>> {
  return def.type === "object" ? def.shape : {};
}

/** What stands under a key of a value. */
function membersOf(schema: Schema, key: PropertyKey): readonly z.core.$ZodType[] {
  const { def } = schema._zod;
  if (def.type === "array") return [def.element];
  if (def.type === "tuple") return def.items;
  if (def.type === "record" || def.type === "map") return [def.valueType];
  const shape = shapeOf(schema);
  const member = Object.hasOwn(shape, key) ? shape[key] : undefined;
  return member === undefined ? [] : [member];
}
