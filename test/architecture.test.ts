import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const SDK = "packages/sdk/src/index.ts";

/** Adapters that pipelines are made of. */
const LISTED = Object.keys(JSON.parse(readFileSync(join(ROOT, "pipelines/package.json"), "utf8")).dependencies).filter(
  (name) => existsSync(join(ROOT, "adapters", name.replace("@chat-etl/", ""))),
);

/** Who may import whom. `sources` are globs below the root; `may` names packages; node's own are told apart. */
const ROOMS: Readonly<Record<string, { readonly may: readonly string[]; readonly node?: readonly string[] }>> = {
  "packages/model/src": { may: ["zod"] },
  "packages/sdk/src": { may: ["@chat-etl/model", "zod"] },
  "packages/io/src": {
    may: [
      "@chat-etl/model",
      "@chat-etl/sdk",
      "zod",
      "undici",
      "bottleneck",
      "stream-json",
      "yauzl",
      "csv-parse",
      "marked",
      "file-type",
      "@aws-sdk/client-s3",
      "@aws-sdk/lib-storage",
    ],
    node: [
      "buffer",
      "crypto",
      "dns",
      "fs",
      "fs/promises",
      "net",
      "path",
      "process",
      "stream",
      "stream/promises",
      "timers/promises",
      "util",
      "zlib",
    ],
  },
  "packages/store/src": {
    may: ["@chat-etl/model", "@chat-etl/sdk"],
    node: ["crypto", "sqlite", "fs", "path", "worker_threads"],
  },
  "packages/transforms/src": { may: ["@chat-etl/model", "@chat-etl/sdk"], node: ["crypto"] },
  "packages/engine/src": {
    may: ["@chat-etl/model", "@chat-etl/sdk", "@chat-etl/store", "zod"],
    node: ["crypto", "fs/promises", "path", "timers/promises"],
  },
  // Its crash checks drive the engine over a real workspace: what is promised is what comes out of a run.
  "packages/conformance/src": {
    may: ["@chat-etl/model", "@chat-etl/sdk", "@chat-etl/engine", "@chat-etl/store", "zod", "vitest"],
    node: ["diagnostics_channel", "fs/promises", "os", "path", "timers/promises"],
  },
  "packages/sandbox/src": { may: ["zod", "hono", "@hono/node-server"], node: ["timers/promises"] },
  "packages/cli/src": {
    may: [
      "@chat-etl/model",
      "@chat-etl/sdk",
      "@chat-etl/engine",
      "@chat-etl/io",
      "@chat-etl/store",
      "@chat-etl/pipelines",
      "zod",
      "yargs",
      "winston",
      "cli-progress",
      "cli-table3",
      "echarts",
      "hono",
    ],
    node: ["fs", "module", "os", "path", "readline/promises", "stream", "timers/promises", "url", "util"],
  },
  "adapters/generic-json/src": {
    may: ["@chat-etl/model", "@chat-etl/sdk", "@chat-etl/io", "@jmespath-community/jmespath", "luxon", "yaml", "zod"],
    node: ["crypto", "fs/promises", "module", "path"],
  },
  "adapters/memory/src": { may: ["@chat-etl/model", "@chat-etl/sdk", "zod"] },
  "adapters/mattermost/src": {
    may: ["@chat-etl/model", "@chat-etl/sdk", "@chat-etl/io", "emojibase-data", "zod"],
    node: ["crypto", "fs", "fs/promises", "path", "stream", "stream/promises"],
  },
  "adapters/slack-export/src": {
    may: ["@chat-etl/model", "@chat-etl/sdk", "@chat-etl/io", "emojibase-data", "zod"],
    node: ["fs/promises", "path"],
  },
  "adapters/talkjs/src": {
    may: ["@chat-etl/model", "@chat-etl/sdk", "@chat-etl/io", "zod"],
    node: ["crypto", "fs/promises", "path", "timers/promises"],
  },
  "adapters/cometchat/src": {
    may: ["@chat-etl/model", "@chat-etl/sdk", "@chat-etl/io", "zod", "mime"],
    node: ["crypto", "timers/promises"],
  },
  "adapters/talkjs/src/sandbox": {
    may: ["@chat-etl/sdk", "@chat-etl/sandbox", "zod", "hono"],
    node: ["crypto", "fs/promises", "path", "sqlite", "timers/promises"],
  },
  "adapters/cometchat/src/sandbox": {
    may: ["@chat-etl/sdk", "@chat-etl/sandbox", "zod", "hono"],
    node: ["fs", "path", "sqlite"],
  },
  // Every adapter that has no line of its own here: one that is new needs none until it uses more.
  "adapters/*/src": { may: ["@chat-etl/model", "@chat-etl/sdk", "@chat-etl/io", "zod"], node: ["fs/promises", "path"] },
  "adapters/*/src/sandbox": { may: ["@chat-etl/sdk", "@chat-etl/sandbox", "zod"], node: ["path", "sqlite"] },
  pipelines: { may: ["@chat-etl/sdk", ...LISTED] },
};

interface Import {
  readonly file: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s)?[^"';]*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(IMPORT)].map((match) => ({
    file,
    to: match[2] ?? match[3] ?? "",
    typeOnly: match[1] !== undefined,
  }));
}

const FILES = globSync(["packages/*/src/**/*.ts", "adapters/*/src/**/*.ts", "pipelines/*.ts"], { cwd: ROOT });

/** The room a file stands in: the longest that fits, so a sandbox is a room of its own. */
function roomOf(file: string): string {
  const fitting = (path: string) =>
    Object.keys(ROOMS)
      .filter((room) => path.startsWith(`${room}/`))
      .sort((a, b) => b.length - a.length)[0];
  return fitting(file) ?? fitting(file.replace(/^adapters\/[\w-]+/, "adapters/*")) ?? "no room";
}

it("sees all files and their imports", () => {
  expect(FILES.length).toBeGreaterThan(150);
  expect([...new Set(FILES.map(roomOf))].sort()).toEqual(Object.keys(ROOMS).sort());
});

describe("who may import whom", () => {
  const imports = FILES.flatMap(importsOf);

  it("packages and node's own modules: only what the table names", () => {
    const strangers = imports.filter(({ file, to }) => {
      if (to.startsWith(".")) return false;
      const { may = [], node = [] } = ROOMS[roomOf(file)] ?? {};
      return to.startsWith("node:")
        ? !node.includes(to.slice(5))
        : !may.includes(
            to
              .split("/")
              .slice(0, to.startsWith("@") ? 2 : 1)
              .join("/"),
          );
    });
    expect(strangers.map(({ file, to }) => `${file} → ${to}`)).toEqual([]);
  });

  it("the table names nothing that nobody imports", () => {
    const used = new Set(
      imports.map(
        ({ file, to }) =>
          `${roomOf(file)} ${
            to.startsWith("node:")
              ? to
              : to
                  .split("/")
                  .slice(0, to.startsWith("@") ? 2 : 1)
                  .join("/")
          }`,
      ),
    );
    const named = Object.entries(ROOMS).flatMap(([room, { may, node = [] }]) =>
      [...may, ...node.map((name) => `node:${name}`)].map((name) => `${room} ${name}`),
    );
    expect(named.filter((entry) => !used.has(entry))).toEqual([]);
  });

  it("a room's own files import each other inside it; only a sandbox's beginning is loaded from outside, when asked for", () => {
    const crossing = imports.filter(
      ({ file, to }) => to.startsWith(".") && roomOf(relative(ROOT, join(ROOT, dirname(file), to))) !== roomOf(file),
    );
    const strangers = crossing.filter(({ to }) => to !== "./sandbox/index.ts");
    expect(strangers.map(({ file, to }) => `${file} → ${to}`)).toEqual([]);
    expect(crossing.length).toBeGreaterThan(0);
  });
});

it("the thread that saves pages loads the store and the sdk, and no zod: every run waits for its start", () => {
  const loaded = new Set(["packages/store/src/staging-worker.ts"]);
  // A set that grows while it is walked is walked to its end.
  for (const file of loaded) {
    const needed = file.endsWith(".ts") ? importsOf(file).filter(({ typeOnly }) => !typeOnly) : [];
    for (const { to } of needed)
      loaded.add(to.startsWith(".") ? join(dirname(file), to) : to.replace("@chat-etl/sdk", SDK));
  }
  expect([...loaded]).toEqual(
    expect.arrayContaining(["packages/store/src/page-writer.ts", "packages/sdk/src/errors.ts"]),
  );
  expect([...loaded].filter((file) => !/^(?:packages\/(?:store|sdk)\/|node:)/.test(file))).toEqual([]);
});

it("nothing outside its adapter and the pipelines names a platform", () => {
  const outside = FILES.filter((file) => file.startsWith("packages/"));
  const named = outside.filter((file) =>
    /talkjs|cometchat|slack|discord|telegram|mattermost|google/i.test(codeOf(file)),
  );
  expect(named).toEqual([]);
});

it("SQL stands in the store, and in the databases of the sandboxes", () => {
  const sql = FILES.filter((file) =>
    /\b(SELECT .+ FROM|INSERT (OR \w+ )?INTO|CREATE TABLE|UPDATE \w+ SET|DELETE FROM)\b/.test(
      readFileSync(join(ROOT, file), "utf8"),
    ),
  );
  const elsewhere = sql.filter(
    (file) => !file.startsWith("packages/store/") && !/^adapters\/[\w-]+\/src\/sandbox\/state/.test(file),
  );
  expect(elsewhere).toEqual([]);
});

it("normalize and encode are pure: they know no clock, no chance and nothing outside", () => {
  const pure = FILES.filter((file) => /\/(normalize|encode)(\/[\w-]+)?\.ts$/.test(file) && !file.includes("/sandbox/"));
  expect(pure.length).toBeGreaterThan(10);
  const impure = pure.filter((file) =>
    /Date\.now|new Date\(\)|Math\.random|performance\.|process\.|node:fs|fetch\(/.test(codeOf(file)),
  );
  expect(impure).toEqual([]);
});

it("no file grows beyond 300 lines", () => {
  const long = FILES.filter((file) => readFileSync(join(ROOT, file), "utf8").split("\n").length > 300);
  expect(long).toEqual([]);
});

it("adapters use the same words for the same files", () => {
  const adapters = globSync("adapters/*/src", { cwd: ROOT });
  for (const adapter of adapters) {
    const names = globSync("*.ts", { cwd: join(ROOT, adapter) });
    expect(names, adapter).toEqual(expect.arrayContaining(["config.ts", "index.ts", "wire.ts"]));
    expect(names.includes("source.ts"), adapter).toBe(names.includes("normalize.ts"));
    expect(names.includes("sink.ts"), adapter).toBe(names.includes("encode.ts"));
  }
});

/** A file's text without its comments. */
function codeOf(file: string): string {
  return readFileSync(join(ROOT, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

it("no file keeps the marks of a merge", () => {
  const files = globSync(["*.md", "*.json", "{docs,packages,adapters,pipelines,test}/**/*.{md,ts,json,yaml}"], {
    cwd: ROOT,
    exclude: (path) => /(^|\/)(node_modules|dist)$/.test(path),
  });
  expect(files.length).toBeGreaterThan(1_000);
  const marked = files.filter((file) => /^(<{7}|>{7}) /m.test(readFileSync(join(ROOT, file), "utf8")));
  expect(marked).toEqual([]);
});
