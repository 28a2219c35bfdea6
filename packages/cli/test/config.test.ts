import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memorySink, memorySource } from "@chat-etl/memory";
import { definePipeline } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { checkConfig, type Given, secretsOf } from "../src/config.ts";
import { checkFlags, SessionFlags } from "../src/flags.ts";
import { createLogger } from "../src/logger.ts";
import { describeOptions, optionsOf } from "../src/options.ts";

const Config = z.strictObject({
  app: z.string().min(1).meta({ description: "The app.", env: "X_APP", where: "the dashboard" }),
  key: z.string().min(1).meta({ description: "The key.", env: "X_KEY", where: "the dashboard", secret: true }),
  pace: z.coerce.number().positive().default(9).meta({ description: "Requests in a second." }),
});

const pipeline = definePipeline({
  name: "x-to-memory",
  summary: "",
  source: { ...memorySource, config: Config },
  sink: memorySink,
});

function given(changes: {
  source?: Record<string, unknown>;
  env?: Record<string, string>;
  dotenv?: Record<string, string>;
  sandbox?: Given["sandbox"];
}): Given {
  const { source = {}, env = {}, dotenv = {}, sandbox = {} } = changes;
  return { flags: { source, sink: { app: "target" } }, env, dotenv, sandbox, answers: {} };
}

const KEY = { X_KEY: "hush-hush" };

describe("where a value is taken from", () => {
  const read = (changes: Parameters<typeof given>[0]) => checkConfig(pipeline, given(changes)).source;

  it("a flag before the environment, the environment before .env, .env before the default", () => {
    const all = { source: { app: "flag" }, env: { ...KEY, X_APP: "env" }, dotenv: { X_APP: "file" } };
    expect(read(all)).toEqual({ app: "flag", key: "hush-hush", pace: 9 });
    expect(read({ ...all, source: { pace: "3" } })).toMatchObject({ app: "env", pace: 3 });
    expect(read({ dotenv: { ...KEY, X_APP: "file" } })).toMatchObject({ app: "file" });
  });

  it("in a rehearsal the sandbox names the account, whatever the environment and flags say; settings stay the operator's", () => {
    const sandbox = { source: { app: "sandbox", key: "open", pace: "540" } };
    const real = { env: { ...KEY, X_APP: "real" }, sandbox };
    expect(read({ ...real, source: { app: "real" } })).toEqual({ app: "sandbox", key: "open", pace: 540 });
    expect(read({ ...real, source: { pace: "2" } })).toMatchObject({ pace: 2 });
  });

  it("an empty variable is none", () => {
    expect(() => read({ env: { ...KEY, X_APP: "" } })).toThrow("--source.app or X_APP is missing");
  });
});

it("tells all that is missing or wrong at once, with option, variable and place, and never a secret", () => {
  const check = () => checkConfig(pipeline, given({ source: { key: "told", pace: "-1", speed: "9" } }));
  expect(check).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: The configuration of "x-to-memory" must be put right:
      - --source.key is not accepted as a flag, since others can read flags. Put it into X_KEY, or into .env.
      - --source.speed is not known; the source has --source.app, --source.pace.
      - --source.app or X_APP is missing. The app. Found at: the dashboard.
      - X_KEY is missing. The key. Found at: the dashboard.
      - --source.pace must be more than 0. Requests in a second.]
  `);
});

it("tells an option that was given twice", () => {
  expect(() => checkConfig(pipeline, given({ env: KEY, source: { app: ["one", "two"] } }))).toThrow(
    "--source.app or X_APP was given twice: give it once. The app.",
  );
  const twice = { workspace: ["a", "a", "b"], mapUsers: "", pipeline: "x" };
  expect(() => checkFlags(SessionFlags, twice)).toThrow(
    "--workspace was given 3 times: give it once\n  - --map-users must not be empty",
  );
});

it("describes options with their default, place and whether they are secret", () => {
  expect(describeOptions(optionsOf(pipeline)).split("\n").slice(0, 6)).toEqual([
    "  --source.app or X_APP",
    "      The app. Required. Found at: the dashboard.",
    "  X_KEY",
    "      The key. Required. Found at: the dashboard. Secret: never a flag.",
    "  --source.pace",
    "      Requests in a second. Default: 9.",
  ]);
});

it("a log never holds a secret, wherever it turns up", async () => {
  const config = checkConfig(pipeline, given({ env: { ...KEY, X_APP: "app" } }));
  const file = join(mkdtempSync(join(tmpdir(), "etl-log-")), "log.jsonl");
  const shown: string[] = [];
  const logger = createLogger({
    file,
    level: "debug",
    verbose: true,
    reporter: { log: (line) => shown.push(line) },
    secrets: () => secretsOf(pipeline, config),
  });
  logger.warn("A request failed with hush-hush.", { headers: { authorization: "Bearer hush-hush" }, text: "plain" });
  await logger.close();
  const written = readFileSync(file, "utf8");
  expect(JSON.parse(written)).toMatchObject({
    level: "warn",
    message: "A request failed with [secret].",
    text: "plain",
  });
  expect(written + shown.join()).not.toContain("hush-hush");
});
