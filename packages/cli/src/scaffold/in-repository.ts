import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import { jsonText, type Made, ownPackages, type Plan, readmeText, writeFolder } from "./scaffold.ts";

/** The root of etl's own repository that this folder lies in, if it does. */
export function repositoryOf(folder: string): string | undefined {
  const here = ["pipelines/index.ts", "adapters", "tsconfig.base.json"].every((path) => existsSync(join(folder, path)));
  if (here) return folder;
  return dirname(folder) === folder ? undefined : repositoryOf(dirname(folder));
}

/** Writes a package below `adapters/` and adds it to the lists of the repository. @throws ConfigError it is there already */
export function scaffoldInRepository(root: string, plan: Plan): Made {
  const { kebab } = plan.name;
  if (existsSync(join(root, "packages", kebab)))
    throw new ConfigError(`"${kebab}" is the name of a package of etl's own. Take another name.`);
  const files = new Map([
    ...plan.files,
    ["package.json", manifest(plan)],
    ["tsconfig.json", tsconfig(plan)],
    ["README.md", readmeText(plan, tablesOf(plan))],
  ]);
  const folder = join(root, "adapters", kebab);
  const written = writeFolder(folder, files);
  const edits = editsFor(plan);
  const undone = edits.filter(({ path, behind, line }) => !addLine(join(root, path), behind, line));
  return {
    folder: relative(".", folder) || ".",
    files: [...written, ...new Set(edits.map(({ path }) => join(root, path)))].map((path) => relative(".", path)),
    next: [
      ...undone.map(({ path, line }) => `add to ${path}: ${line.trim()}`),
      "npx --yes pnpm@12 install",
      "npx --yes pnpm@12 fix",
      `npx --yes pnpm@12 exec vitest run adapters/${kebab}`,
      "npx --yes pnpm@12 etl list",
      "npx --yes pnpm@12 docs",
      "give it an entry in test/support/pairs, so that its pairs with all others are tested",
    ],
  };
}

/** What `etl describe` tells of each side: `pnpm docs` fills it in, and a test compares. */
function tablesOf({ name, parts }: Plan): readonly string[] {
  const block = (side: string) => (part: string) => [
    `<!-- etl describe ${name.kebab} --side ${side} --part ${part} -->`,
    "<!-- end -->",
    "",
  ];
  return [
    ...(parts.source ? ["options", "carries"].flatMap(block("source")) : []),
    ...(parts.sink ? ["options", "carries", "losses"].flatMap(block("sink")) : []),
  ];
}

function manifest({ name, parts }: Plan): string {
  const exported = (path: string) => ({ types: `./dist/src/${path}.d.ts`, default: `./dist/src/${path}.js` });
  const entries = [[".", "index"] as const, ...(parts.sandbox ? [["./sandbox", "sandbox/index"] as const] : [])];
  const exports = entries.map(([entry, path]) => [entry, exported(path)] as const);
  const sourced = entries.map(([entry, path]) => [entry, { source: `./src/${path}.ts`, ...exported(path) }] as const);
  return jsonText({
    name: `@chat-etl/${name.kebab}`,
    version: "0.1.0",
    license: "MIT",
    type: "module",
    engines: { node: ">=24" },
    exports: Object.fromEntries(sourced),
    files: ["dist/src"],
    publishConfig: { access: "public", exports: Object.fromEntries(exports) },
    dependencies: {
      ...Object.fromEntries(ownPackages(parts).map((own) => [own, "workspace:*"])),
      zod: "catalog:",
    },
    devDependencies: { "@chat-etl/conformance": "workspace:*" },
  });
}

function tsconfig({ parts }: Plan): string {
  const rooms = ["@chat-etl/conformance", ...ownPackages(parts)].map((own) => own.replace("@chat-etl/", ""));
  return jsonText({
    extends: "../../tsconfig.base.json",
    compilerOptions: { rootDir: ".", outDir: "dist" },
    include: ["src", "test"],
    exclude: ["dist", "node_modules"],
    references: rooms.map((room) => ({ path: `../../packages/${room}` })),
  });
}

interface Edit {
  readonly path: string;
  /** The line goes behind all up to the end of this. */
  readonly behind: RegExp;
  readonly line: string;
}

function editsFor({ name: { kebab, camel }, parts }: Plan): readonly Edit[] {
  const load = (part: string, entry: string, name: string): Edit => ({
    path: "pipelines/index.ts",
    behind: new RegExp(`^export const ${part}:[\\s\\S]*?(?=^\\]\\))`, "m"),
    line: `  ["${kebab}", async () => (await import(${JSON.stringify(`@chat-etl/${kebab}${entry}`)})).${camel}${name}],\n`,
  });
  return [
    ...(parts.source ? [load("sources", "", "Source")] : []),
    ...(parts.sink ? [load("sinks", "", "Sink")] : []),
    ...(parts.sandbox ? [load("sandboxes", "/sandbox", "Sandbox")] : []),
    {
      path: "pipelines/package.json",
      behind: /"dependencies": \{\n/,
      line: `    "@chat-etl/${kebab}": "workspace:*",\n`,
    },
    {
      path: "pipelines/tsconfig.json",
      behind: /"references": \[\n/,
      line: `    { "path": "../adapters/${kebab}" },\n`,
    },
    { path: "tsconfig.json", behind: /"references": \[\n/, line: `    { "path": "adapters/${kebab}" },\n` },
  ];
}

/** Whether the place was found. */
function addLine(path: string, behind: RegExp, line: string): boolean {
  const text = existsSync(path) ? readFileSync(resolve(path), "utf8") : "";
  const found = behind.exec(text);
  if (found === null) return false;
  const at = found.index + found[0].length;
  writeFileSync(path, `${text.slice(0, at)}${line}${text.slice(at)}`);
  return true;
}
