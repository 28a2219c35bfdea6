import { BatchError, ConfigError, TransientError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { failureOf, rateOf } from "../src/failure.ts";

const NOW = 1_714_564_800_000;
const IMPORT = { method: "POST", path: "/data_import/messages" } as const;
const LIST = { method: "GET", path: "/users" } as const;

interface Given {
  readonly status: number;
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The envelope of real answers; its wording must decide nothing and never show up. */
function answer({ status, code, headers = {} }: Given) {
  const error = { message: "secret wording", devMessage: "d", source: "chat-api", code };
  return { status, headers, body: code === undefined ? undefined : { error } };
}
const onImport = (given: Given) => failureOf(answer(given), IMPORT, NOW);
const onList = (given: Given) => failureOf(answer(given), LIST, NOW);

it("finds nothing wrong with a success", () => {
  expect(onImport({ status: 200 })).toBeUndefined();
});

describe("what the operator must act on", () => {
  it.each([
    [401, "AUTH_ERR_EMPTY_APIKEY", "COMETCHAT_API_KEY"],
    [401, "AUTH_ERR_APIKEY_NOT_FOUND", "COMETCHAT_API_KEY"],
    [403, "AUTH_ERR_NO_ACCESS", "fullAccess"],
    [404, "AUTH_ERR_INVALID_APPID", "COMETCHAT_APP_ID"],
    [401, "AUTH_ERR_EMPTY_APPID", "COMETCHAT_REGION"],
    [400, "ERR_PLAN_RESTRICTION", "plan"],
    [403, "ERR_PLAN_QUOTA_RESTRICTION", "plan"],
    [402, "ERR_SUBSCRIPTION_EXPIRED", "plan"],
    [404, "ERR_API_NOT_FOUND", "COMETCHAT_APP_ID"],
    [401, undefined, "COMETCHAT_API_KEY"],
    [403, undefined, "fullAccess"],
    [404, undefined, "COMETCHAT_REGION"],
    [302, undefined, "baseUrl"],
  ])("T48: status %s, code %s: names %s", (status, code, named) => {
    const error = onList(code === undefined ? { status } : { status, code });
    expect(error).toBeInstanceOf(ConfigError);
    expect(error?.message).toContain(named);
    expect(error?.message).not.toContain("secret wording");
  });

  it("T27: says that data import is not enabled, when the key works elsewhere", () => {
    for (const code of ["ERR_API_NOT_FOUND", "AUTH_ERR_NO_ACCESS"]) {
      const error = onImport({ status: code === "ERR_API_NOT_FOUND" ? 404 : 403, code });
      expect(error).toBeInstanceOf(ConfigError);
      expect(error?.message).toContain("data import is not enabled for this app: ask CometChat");
    }
  });

  it.each([
    [403, "ERR_PLAN_RESTRICTION"],
    [400, "ERR_PLAN_QUOTA_RESTRICTION"],
    [500, "ERR_PLAN_RESTRICTION"],
    [402, "ERR_SUBSCRIPTION_EXPIRED"],
    [403, undefined],
    [404, undefined],
  ])("T27: says what to ask CometChat when an import is answered with %s %s, and halves nothing", (status, code) => {
    const error = onImport(code === undefined ? { status } : { status, code });
    expect(error).toBeInstanceOf(ConfigError);
    expect(error?.message).toMatch(/[Aa]sk CometChat/);
    expect(error?.message).toContain("data import");
  });
});

describe("429", () => {
  const wait = (headers: Readonly<Record<string, string>>) => {
    const error = onImport({ status: 429, code: "ERR_TOO_MANY_REQUESTS", headers });
    return error instanceof TransientError ? { ms: error.retryAfterMs, delivery: error.delivery } : error;
  };
  const inSeconds = (seconds: number) => String(NOW / 1000 + seconds);

  it("T44: waits as long as Retry-After says, before any other header", () => {
    expect(wait({ "retry-after": "7", "x-ratelimit-reset": inSeconds(30) })).toEqual({ ms: 7_000, delivery: "none" });
  });

  it.each(["x-ratelimit-reset", "x-rate-limit-reset"])("T44: else until %s", (name) => {
    expect(wait({ [name]: inSeconds(30) })).toEqual({ ms: 30_000, delivery: "none" });
  });

  it("T44: else a minute", () => {
    expect(wait({})).toEqual({ ms: 60_000, delivery: "none" });
    expect(wait({ "x-ratelimit-reset": "soon" })).toEqual({ ms: 60_000, delivery: "none" });
  });

  it("T44: trusts a reset time no further than two clocks can agree", () => {
    expect(wait({ "x-ratelimit-reset": inSeconds(-500) })).toMatchObject({ ms: 1_000 });
    expect(wait({ "x-ratelimit-reset": inSeconds(90_000) })).toMatchObject({ ms: 300_000 });
  });
});

describe("failures of a whole import request", () => {
  it("T2: takes a 500 for a poisoned batch and gives CometChat's code on", () => {
    const error = onImport({ status: 500, code: "ERR_EXCEPTION" });
    expect(error).toBeInstanceOf(BatchError);
    expect(error).toMatchObject({ code: "ERR_EXCEPTION" });
  });

  it.each([
    [400, "ERR_IMPORT_INVALID_USER_FORMAT"],
    [400, "ERR_BAD_REQUEST"],
    [413, undefined],
    [422, undefined],
  ])("2.8: lets the engine halve a batch answered with %s %s", (status, code) => {
    const error = onImport(code === undefined ? { status } : { status, code });
    expect(error).toBeInstanceOf(BatchError);
    expect(error).toMatchObject({ code: code ?? `HTTP_${status}` });
  });

  it.each([502, 503, 504, 520])("leaves open whether anything arrived when a gateway answers %s", (status) => {
    expect(onImport({ status })).toMatchObject({ name: "TransientError", delivery: "unknown" });
  });

  it("shows only a code that is one", () => {
    expect(onImport({ status: 500, code: "hello, how are you?" })).toMatchObject({ code: "UNREADABLE_CODE" });
  });
});

it("repeats a read that failed with a 500", () => {
  expect(onList({ status: 500, code: "ERR_EXCEPTION" })).toBeInstanceOf(TransientError);
});

describe("rateOf", () => {
  const rate = (headers: Readonly<Record<string, string>>) => rateOf(headers, NOW);

  it.each([
    ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"],
    ["x-rate-limit", "x-rate-limit-remaining", "x-rate-limit-reset"],
  ])("T44: reads %s", (limit, remaining, reset) => {
    expect(rate({ [limit]: "60", [remaining]: "12", [reset]: "1714564860" })).toEqual({
      limit: 60,
      remaining: 12,
      resetAt: 1_714_564_860_000,
    });
    expect(rate({ [remaining]: "0" })).toEqual({ remaining: 0 });
  });

  it("T44: says nothing when the answer does not", () => {
    expect(rate({})).toBeUndefined();
    expect(rate({ "x-ratelimit-limit": "60" })).toBeUndefined();
    expect(rate({ "x-ratelimit-remaining": "" })).toBeUndefined();
    expect(rate({ "x-ratelimit-limit": "0", "x-ratelimit-remaining": "0" })).toEqual({ remaining: 0 });
  });

  it("T44: moves the reset by what the answer's own date says the two clocks are apart", () => {
    const hourAhead = new Date(NOW + 3_600_000).toUTCString();
    const headers = { "x-ratelimit-remaining": "3", "x-ratelimit-reset": String(NOW / 1000 + 3_620) };
    expect(rate({ ...headers, date: hourAhead })?.resetAt).toBe(NOW + 20_000);
    expect(rate({ ...headers, date: new Date(NOW - 1_000).toUTCString() })?.resetAt).toBe(NOW + 3_620_000);
    expect(rate({ ...headers, date: "yesterday" })?.resetAt).toBe(NOW + 3_620_000);
    const refused = onImport({ status: 429, headers: { ...headers, date: hourAhead } });
    expect(refused).toMatchObject({ retryAfterMs: 20_000 });
  });
});
