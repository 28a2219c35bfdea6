import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { completeConfig, newConfig } from "./etl-config.ts";
import { jsonText, type Made, ownPackages, type Plan, readmeText, writeFolder } from "./scaffold.ts";

/** As in the catalog of etl's own repository, which a test compares. */
export const VERSIONS = { "@types/node": "^24.0.0", typescript: "^7.0.2", vitest: "^5.1.1", zod: "^4.6.7" } as const;

const CONFIG = "etl.config.ts";

/**
 * Writes a package of somebody's own below the working folder, and completes the folder's `etl.config.ts`.
 *
 * @param version of etl's own packages
 * @throws ConfigError it is there already
 */
export function scaffoldInOwnFolder(plan: Plan, version: string): Made {
  const { kebab } = plan.name;
  const files = new Map([
    ...plan.files,
    ["pipeline.ts", pipeline(plan)],
    ["package.json", manifest(plan, version)],
    ["tsconfig.json", TSCONFIG],
    ["README.md", readmeText(plan)],
  ]);
  const written = [...writeFolder(kebab, files)];
  const byHand: string[] = [];
  if (!existsSync(CONFIG)) {
    writeFileSync(CONFIG, newConfig(plan));
    written.push(CONFIG);
  } else {
    const { text, lines } = completeConfig(readFileSync(CONFIG, "utf8"), plan);
    if (text === undefined) byHand.push(`add to ${CONFIG}: ${lines.join("   ")}`);
    else writeFileSync(CONFIG, text);
    if (text !== undefined) written.push(CONFIG);
  }
  if (existsSync("package.json")) byHand.push(`npm pkg set "workspaces[]=${kebab}"`);
  else {
    writeFileSync("package.json", rootManifest(kebab, version));
    written.push("package.json");
  }
  return {
    folder: kebab,
    files: written,
    next: [
      ...byHand,
      "npm install",
      `npm test --workspace ${kebab}`,
      "npx etl list",
      `npx etl run ./${kebab}/pipeline.ts ${flagsFor(plan)}`,
    ],
  };
}

/** What a run of its own pipeline needs. */
function flagsFor({ parts: { source, sandbox } }: Plan): string {
  const rehearsal = sandbox ? ["--sandbox"] : [];
  if (source) return [...(sandbox ? rehearsal : ["--source.folder EXPORT"]), "--sink.folder ARCHIVE"].join(" ");
  return [
    "--source.path ARCHIVE",
    "--source.mapping canonical",
    ...(sandbox ? rehearsal : ["--sink.folder IMPORT"]),
  ].join(" ");
}

function manifest({ name, parts }: Plan, version: string): string {
  const own = (packages: readonly string[]) => Object.fromEntries(packages.map((one) => [one, `^${version}`]));
  return jsonText({
    name: `etl-adapter-${name.kebab}`,
    version: "0.1.0",
    private: true,
    type: "module",
    exports: "./src/index.ts",
    scripts: { test: "tsc && vitest run" },
    dependencies: { ...own(["@chat-etl/generic-json", ...ownPackages(parts)]), zod: VERSIONS.zod },
    devDependencies: {
      ...own(["@chat-etl/cli", "@chat-etl/conformance"]),
      "@types/node": VERSIONS["@types/node"],
      typescript: VERSIONS.typescript,
      vitest: VERSIONS.vitest,
    },
  });
}

/** One copy of everything, for the adapters and for the command. */
function rootManifest(kebab: string, version: string): string {
  return jsonText({
    private: true,
    type: "module",
    workspaces: [kebab],
    devDependencies: { "@chat-etl/cli": `^${version}` },
  });
}

const TSCONFIG = jsonText({
  compilerOptions: {
    target: "es2024",
    lib: ["es2024", "esnext.disposable"],
    module: "nodenext",
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
    noFallthroughCasesInSwitch: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["src", "test", "*.ts"],
});

/** Its source into an archive, or an archive into its sink. */
function pipeline({ name: { kebab, camel, title }, parts }: Plan): string {
  const [pair, ends, words] = parts.source
    ? [`${kebab}-to-json`, `source: ${camel}Source,\n  sink: jsonSink`, `Keeps ${title} as canonical JSON Lines.`]
    : [`json-to-${kebab}`, `source: genericJsonSource,\n  sink: ${camel}Sink`, `Moves any JSON into ${title}.`];
  return [
    `import { ${parts.source ? "jsonSink" : "genericJsonSource"} } from "@chat-etl/generic-json";`,
    'import { definePipeline } from "@chat-etl/sdk";',
    `import { ${camel}${parts.source ? "Source" : "Sink"} } from "./src/index.ts";`,
    "",
    `export const ${camel}Pipeline = definePipeline({`,
    `  name: "${pair}",`,
    `  summary: "${words}",`,
    `  ${ends},`,
    "});",
    "",
  ].join("\n");
}
