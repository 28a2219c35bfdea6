import type { Plan } from "./scaffold.ts";

/** The line that every configuration we write has. */
const IMPORT_SDK = 'import { defineConfig } from "@chat-etl/sdk";\n';

/** An `etl.config.ts` with one adapter. */
export function newConfig(plan: Plan): string {
  return [
    IMPORT_SDK.trimEnd(),
    importLine(plan),
    "",
    "/** The adapters of this folder: etl list pairs each with all others. */",
    "export const config = defineConfig({",
    `  sources: [${end(plan, "source")}],`,
    `  sinks: [${end(plan, "sink")}],`,
    "});",
    "",
  ].join("\n");
}

/** One with another adapter; without `text` where it is not as we write it, and a person must add the lines. */
export function completeConfig(
  text: string,
  plan: Plan,
): { readonly text?: string; readonly lines: readonly string[] } {
  const lists = (["source", "sink"] as const).flatMap((side) => (plan.parts[side] ? [side] : []));
  const lines = [importLine(plan), ...lists.map((side) => `${side}s: [${end(plan, side)}]`)];
  if (text.split(IMPORT_SDK).length !== 2) return { lines };
  let completed = text.replace(IMPORT_SDK, `${IMPORT_SDK}${importLine(plan)}\n`);
  for (const side of lists) {
    const list = new RegExp(`^  ${side}s: \\[([\\w, ]*)\\],$`, "gm");
    const [found, ...others] = [...completed.matchAll(list)];
    if (found === undefined || others.length > 0) return { lines };
    const names = [...(found[1] ?? "").split(", "), end(plan, side)].filter((name) => name !== "");
    completed = completed.replace(found[0], `  ${side}s: [${names.join(", ")}],`);
  }
  return { text: completed, lines };
}

function importLine(plan: Plan): string {
  const names = [end(plan, "sink"), end(plan, "source")].filter((name) => name !== "");
  return `import { ${names.join(", ")} } from "./${plan.name.kebab}/src/index.ts";`;
}

function end({ name, parts }: Plan, side: "source" | "sink"): string {
  if (!parts[side]) return "";
  return `${name.camel}${side === "source" ? "Source" : "Sink"}`;
}
