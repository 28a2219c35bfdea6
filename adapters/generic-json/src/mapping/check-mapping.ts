import { ConfigError } from "@chat-etl/sdk";
import { isNode, LineCounter, parseDocument } from "yaml";
import { Mapping } from "./mapping.ts";
import { sentenceOf } from "./sentence.ts";

type Path = readonly PropertyKey[];

/** Most problems that are told at once. */
const TOLD = 20;

/**
 * Checks a mapping's text, YAML or JSON.
 *
 * @throws ConfigError that names each line, what is wrong there, and what would be right
 */
export function checkMapping(name: string, text: string): Mapping {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    throw problems(
      name,
      document.errors.map(({ pos, message }) => `line ${lineAt(pos[0])}: ${message}`),
    );
  }
  const data = plainData(name, document);
  const result = Mapping.safeParse(data);
  const lineOf = (path: Path): number => {
    const node = document.getIn(path, true);
    if (isNode(node) && node.range) return lineAt(node.range[0]);
    return path.length === 0 ? 1 : lineOf(path.slice(0, -1));
  };
  const issues = result.success
    ? unknownTables(data, Object.keys(result.data.tables))
    : result.error.issues.map((issue) => ({ path: issue.path, message: sentenceOf(issue) }));
  if (result.success && issues.length === 0) return result.data;
  const told = issues.map(({ path, message }) => ({ line: lineOf(path), path, message }));
  told.sort((a, b) => a.line - b.line);
  throw problems(
    name,
    told.map(({ line, path, message }) => `line ${line}, ${where(path)}: ${message}`),
  );
}

/** @throws ConfigError its aliases are unknown, too many, or lead in a circle */
function plainData(name: string, document: Pick<ReturnType<typeof parseDocument>, "toJS">): unknown {
  try {
    const data: unknown = document.toJS();
    JSON.stringify(data);
    return data;
  } catch {
    throw problems(name, ["its aliases (*name) are unknown, too many, or lead in a circle: write the values out"]);
  }
}

function problems(name: string, told: readonly string[]): ConfigError {
  const more = told.length > TOLD ? [`and ${told.length - TOLD} more`] : [];
  const list = [...new Set(told.slice(0, TOLD)), ...more].map((problem) => `\n  - ${problem}`);
  return new ConfigError(`The mapping "${name}" must be put right:${list.join("")}`);
}

interface Problem {
  readonly path: Path;
  readonly message: string;
}

/** `inputs[0].records[2].sentAt` */
function where(path: Path): string {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  return steps.join("").replace(/^\./, "") || "the mapping";
}

/** Look-ups in tables that the mapping does not have. */
function unknownTables(data: unknown, tables: readonly string[], path: Path = []): readonly Problem[] {
  if (!(data instanceof Object)) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const here = [...path, Array.isArray(data) ? Number(key) : key];
    if (key !== "lookup" || typeof value !== "string" || tables.includes(value))
      return unknownTables(value, tables, here);
    return [{ path: here, message: `there is no table "${value}" under "tables"` }];
  });
}
