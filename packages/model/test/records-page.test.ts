import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { Conversation } from "../src/conversation.ts";
import { Membership } from "../src/membership.ts";
import { Message } from "../src/message.ts";
import { Entity } from "../src/text.ts";
import { User } from "../src/user.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../docs/records.md"), "utf8");
const KINDS = { user: User, conversation: Conversation, membership: Membership, message: Message } as const;

interface JsonSchema {
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
}

const schemaOf = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as unknown as JsonSchema;

/** The rows of a kind's table: name, whether it is bold, type, meaning. */
function rowsOf(kind: string) {
  const section = new RegExp(`^## ${kind}\n(.*?)(?=^## |(?![\\s\\S]))`, "ms").exec(PAGE)?.[1] ?? "";
  const rows = section.matchAll(/^\| (\*\*)?`(\w+)`(?:\*\*)? \| ([^|]*) \| ([^|]*) ?\|$/gm);
  return [...rows].map(([, bold, name = "", type = "", meaning = ""]) => ({
    name,
    isRequired: bold !== undefined,
    type: type.trim(),
    meaning,
  }));
}

function typeOf(name: string, { type, const: only, enum: values, anyOf, items }: JsonSchema): string {
  if (only !== undefined) return `\`${only}\``;
  if (values) return values.map((value) => `\`${value}\``).join(", ");
  if (anyOf) return `${typeOf(name, anyOf[0] ?? {})} or nothing`;
  if (items) return `list of ${items.type === "string" ? "text" : "objects"}`;
  if (type === "integer") return name.endsWith("At") ? "time" : "number";
  return { string: "text", boolean: "yes or no", number: "number" }[type ?? ""] ?? "object";
}

describe.each(Object.entries(KINDS))("docs/records.md about a %s", (kind, schema) => {
  const { properties = {}, required = [] } = schemaOf(schema);

  it("names every field, with its type, its default and whether it is required", () => {
    const expected = Object.entries(properties).map(([name, field]) => ({
      name,
      isRequired: required.includes(name),
      type: typeOf(name, field),
    }));
    expect(rowsOf(kind).map(({ meaning: _, ...row }) => row)).toEqual(expected);
    for (const { name, meaning } of rowsOf(kind)) {
      const fallback = properties[name]?.default;
      const told = fallback === false ? "no" : fallback === true ? "yes" : `\`${String(fallback)}\``;
      const isPlain = typeof fallback === "boolean" || (typeof fallback === "string" && fallback !== "");
      if (isPlain) expect(meaning, name).toContain(`default ${told}`);
      else expect(meaning, name).not.toContain("default");
    }
  });

  it("names the fields of what stands inside", () => {
    for (const { name, meaning } of rowsOf(kind)) {
      const inside = properties[name]?.items?.properties ?? properties[name]?.properties;
      for (const field of Object.keys(inside ?? {})) expect(meaning, `${name}.${field}`).toContain(`\`${field}\``);
    }
  });
});

it("docs/records.md names every entity with its fields", () => {
  const text = PAGE.slice(PAGE.indexOf("**Entities**")).replaceAll("\n", " ");
  for (const { properties = {} } of schemaOf(Entity).oneOf ?? schemaOf(Entity).anyOf ?? []) {
    const fields = Object.keys(properties).filter((name) => !["type", "start", "end"].includes(name));
    const shown = fields.length === 0 ? "" : ` (${fields.map((field) => `\`${field}\``).join(", ")}`;
    expect(text).toContain(`\`${properties.type?.const}\`${shown}`);
  }
});
