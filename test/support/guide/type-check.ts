import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Block } from "../../../packages/cli/test/docs/blocks.ts";
import { ROOT } from "../own-folder.ts";
import { keepText } from "./run-page.ts";

/** As `etl new adapter` writes it for an adapter of somebody's own; packages are those of the repository, not built. */
const PROJECT = {
  compilerOptions: {
    target: "es2024",
    lib: ["es2024", "esnext.disposable"],
    module: "nodenext",
    customConditions: ["source"],
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["*/**/*.ts"],
};

/**
 * What the compiler says of the modules that pages show, each page in a folder of its own; nothing, if all is right.
 * Parts of files that `etl new adapter` writes are left out: those are checked where they are made.
 *
 * @param folder where all packages are installed that the pages import
 */
export function typeErrors(blocks: readonly Block[], folder: string): string {
  for (const { page, language, file, text } of blocks) {
    if (language !== "ts" || file === undefined || file.startsWith("parley/")) continue;
    const path = join(folder, page.replaceAll(/\W/g, "-"), file);
    if (existsSync(path)) throw new Error(`${page} shows ${file} twice.`);
    keepText(path, text);
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(PROJECT));
  const args = [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "."];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  return stdout + stderr;
}
