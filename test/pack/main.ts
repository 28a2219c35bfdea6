import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

/**
 * Builds and packs every package as it would be published, looks at each (publint, Are the types wrong), installs all of
 * them into an empty folder outside the repository and moves the sample world with the command found there.
 */

const ROOT = join(import.meta.dirname, "../..");

/** Packages are ES modules for Node alone: how others would resolve them is none of their problems. */
const OTHERS = new Set(["node10", "node16-cjs"]);

function run(command: string, args: readonly string[], cwd: string): { readonly code: number; readonly out: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  return { code: status ?? 1, out: `${stdout}${stderr}` };
}

function must(command: string, args: readonly string[], cwd: string): string {
  const { code, out } = run(command, args, cwd);
  if (code !== 0) throw new Error(`"${command} ${args.join(" ")}" ended with ${code}:\n${out}`);
  return out;
}

function pnpm(args: readonly string[], cwd: string): string {
  return must("npx", ["--yes", "pnpm@12", ...args], cwd);
}

async function problemsOf(tarball: string): Promise<readonly string[]> {
  const bytes = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer } });
  const lint = messages.flatMap((message) => formatMessage(message, pkg) ?? []);
  // A command alone has no types to look at.
  if (pkg.exports === undefined) return lint;
  const analysis = await checkPackage(createPackageFromTarballData(bytes));
  if (!("problems" in analysis)) return [...lint, "Its types are not found."];
  const ours = analysis.problems.filter(
    (problem) => !("resolutionKind" in problem && OTHERS.has(problem.resolutionKind)),
  );
  return [...lint, ...ours.map((problem) => JSON.stringify(problem))];
}

const folder = mkdtempSync(join(tmpdir(), "etl-pack-"));
try {
  must(join(ROOT, "node_modules/.bin/tsc"), ["-b"], ROOT);
  const manifests = globSync(["packages/*/package.json", "adapters/*/package.json", "pipelines/package.json"], {
    cwd: ROOT,
  });
  for (const manifest of manifests) pnpm(["pack", "--pack-destination", folder], join(ROOT, dirname(manifest)));
  const tarballs = readdirSync(folder).map((name) => join(folder, name));
  let bad = 0;
  for (const tarball of tarballs) {
    const problems = await problemsOf(tarball);
    bad += problems.length;
    const title = `${basename(tarball)}: ${problems.length} problems`;
    process.stdout.write(`${[title, ...problems].join("\n  ")}\n`);
  }
  const home = mkdtempSync(join(tmpdir(), "etl-installed-"));
  writeFileSync(join(home, "package.json"), JSON.stringify({ name: "somebody", private: true, type: "module" }));
  must("npm", ["install", "--no-audit", "--no-fund", ...tarballs], home);
  const rehearsal = ["etl", "run", "talkjs-to-cometchat", "--sandbox", "--sandbox-speed", "5000", "--json"];
  const { code, out } = run("npx", rehearsal, home);
  const summary = out.split("\n").find((line) => line.startsWith('{"event":"summary"'));
  // 3: a few messages of the sample world are such that no app takes them.
  if (code !== 3 || summary === undefined) throw new Error(`The installed command ended with ${code}:\n${out}`);
  const { staged } = JSON.parse(summary).kinds.message;
  process.stdout.write(`Installed elsewhere, it moved ${staged} messages.\n`);
  must("npx", ["etl", "new", "adapter", "my-forum", "--sandbox"], home);
  const own = ["etl", "run", "my-forum-to-json", "--sandbox", "--sandbox-speed", "5000", "--sink.folder", "kept"];
  must("npx", own, home);
  process.stdout.write("An adapter made there was run from there.\n");
  rmSync(home, { recursive: true });
  process.exitCode = bad === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
