import { describe, expect, it } from "vitest";
import { baseUrlOf } from "../src/account.ts";
import { CometchatSinkConfig } from "../src/config.ts";
import { cometchatSink } from "../src/index.ts";

const GIVEN = { appId: "app1", region: "eu", apiKey: "key" };
const parse = (more: Readonly<Record<string, string>> = {}) => CometchatSinkConfig.parse({ ...GIVEN, ...more });
const accepts = (more: Readonly<Record<string, string>>) =>
  CometchatSinkConfig.safeParse({ ...GIVEN, ...more }).success;

it("has a default for everything but the account", () => {
  expect(parse()).toEqual({
    ...GIVEN,
    coreRequestsPerMinute: 500,
    passes: [],
    requestsPerMinute: 60,
    quotaShare: 1,
    retention: "auto",
    formerMembers: "leave-out",
    systemMessages: "custom",
  });
});

it("describes every option, and marks the key as secret", () => {
  const metas = Object.entries(CometchatSinkConfig.shape).map(([name, option]) => [name, option.meta()] as const);
  expect(metas.filter(([, meta]) => !meta?.description)).toEqual([]);
  expect(metas.filter(([, meta]) => meta?.secret).map(([name]) => name)).toEqual(["apiKey"]);
  expect(metas.flatMap(([, meta]) => meta?.env ?? [])).toEqual([
    "COMETCHAT_APP_ID",
    "COMETCHAT_REGION",
    "COMETCHAT_API_KEY",
    "COMETCHAT_BASE_URL",
  ]);
});

describe("baseUrl", () => {
  it("1: is made of app and region", () => {
    expect(baseUrlOf(parse())).toBe("https://app1.api-eu.cometchat.io/v3");
  });

  it("replaces scheme, host and port only", () => {
    expect(baseUrlOf(parse({ baseUrl: "http://127.0.0.1:4010" }))).toBe("http://127.0.0.1:4010/v3");
    expect(baseUrlOf(parse({ baseUrl: "http://127.0.0.1:4010/" }))).toBe("http://127.0.0.1:4010/v3");
  });

  it.each([
    "http://x.org/v3",
    "http://x.org/?a=b",
    "http://x.org?",
    "http://x.org/#a",
    "ftp://x.org",
    "http://u:p@x.org",
    "x",
  ])("is refused as %s", (baseUrl) => {
    expect(accepts({ baseUrl })).toBe(false);
  });
});

it("refuses an app id that would change the host", () => {
  expect(["evil.org/", "a.b", "a b", ""].map((appId) => accepts({ appId }))).toEqual([false, false, false, false]);
});

it("takes numbers as they come from flags: as strings", () => {
  expect(parse({ requestsPerMinute: "30", retention: "90" })).toMatchObject({ requestsPerMinute: 30, retention: 90 });
  expect(["soon", "", "0", "-1"].map((retention) => accepts({ retention }))).toEqual([false, false, false, false]);
  expect(["0", "1.5", "many"].map((requestsPerMinute) => accepts({ requestsPerMinute }))).toEqual([
    false,
    false,
    false,
  ]);
});

describe("capabilities", () => {
  const { capabilities } = cometchatSink;

  it("2.10: 50 entries of any kind, 60 requests a minute, or what is configured", () => {
    expect(Object.values(capabilities.batch).map(({ max }) => max)).toEqual([50, 50, 50, 50]);
    expect(capabilities.quota(parse())).toEqual({ requests: 60, perMs: 60_000, share: 1 });
    expect(capabilities.quota(parse({ requestsPerMinute: "30" }))).toMatchObject({ requests: 30 });
  });

  it("T45: leaves the share of the quota to others that the operator wants to leave them", () => {
    expect(capabilities.quota(parse({ quotaShare: "0.8" }))).toMatchObject({ requests: 60, share: 0.8 });
    expect(["0", "-1", "1.1", "half"].map((quotaShare) => accepts({ quotaShare }))).toEqual(Array(4).fill(false));
  });

  it("T1: the age limit follows the retention", () => {
    expect(capabilities.ageLimit?.(parse())).toMatchObject({ maxAgeMs: "auto" });
    expect(capabilities.ageLimit?.(parse({ retention: "90" }))).toMatchObject({ maxAgeMs: 7_776_000_000 });
    expect(capabilities.ageLimit?.(parse({ retention: "none" }))).toBeUndefined();
    expect(capabilities.ageLimit?.(parse())?.advice).toContain("--sink.retention");
  });

  it("names the account by app and region", () => {
    expect(cometchatSink.identity(parse())).toBe("app1.eu");
    // Another server is another target, whatever it calls the app.
    expect(cometchatSink.identity(parse({ baseUrl: "http://127.0.0.1:8080" }))).toBe("app1.eu@127.0.0.1:8080");
  });
});
