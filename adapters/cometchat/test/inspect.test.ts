import type { Finding } from "@chat-etl/sdk";
import { expect, it, onTestFinished } from "vitest";
import { rateHeadersOf } from "../src/rate-headers.ts";
import { startApp } from "./probe-app.ts";
import { open, type Said, sinkAgainst } from "./sink-server.ts";

/** What `etl check` tells of an app with these switches, by a sink with these options. */
async function inspected(
  switches: Readonly<Record<string, unknown>> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<readonly Finding[]> {
  const app = await startApp(switches);
  const sink = await open({ ...app.config, ...more });
  onTestFinished(() => sink.close?.());
  await sink.check();
  return (await sink.inspect?.()) ?? [];
}

const levels = (findings: readonly Finding[]) => findings.map(({ level }) => level);
const texts = (findings: readonly Finding[]) => findings.map(({ message }) => message).join("\n");

it("tells scope, place, import and quota, in whole sentences", async () => {
  const findings = await inspected({ requestsPerMinute: 60 });
  expect(levels(findings)).toEqual(["good", "good", "good"]);
  expect(texts(findings)).toMatch(/scope fullAccess for the app "sandbox-app"/);
  expect(texts(findings)).toMatch(/Data import is enabled/);
  expect(texts(findings)).toMatch(/X-RateLimit-… and X-Rate-Limit-… and allow 60 .* a run makes at most 60/);
  expect(findings.filter(({ message }) => !message.endsWith("."))).toEqual([]);
});

it("E10: writes nothing", async () => {
  const app = await startApp();
  const sink = await open(app.config);
  onTestFinished(() => sink.close?.());
  await sink.inspect?.();
  expect([await app.users(), await app.groups(), await app.messages()]).toEqual([[], [], []]);
  expect((await app.requests()).filter((request) => request.startsWith("POST"))).toEqual([
    "POST /v3/data_import/users 200",
  ]);
});

it("T27: an app without data import is a problem", async () => {
  const findings = await inspected({ importEnabled: false });
  expect(levels(findings)).toEqual(["good", "problem"]);
  expect(texts(findings)).toMatch(/ERR_PLAN_RESTRICTION/);
});

it("E10, U2: a service that refuses an empty import leaves it open, and that is no problem", async () => {
  const refused: Said = { status: 400, body: { error: { code: "ERR_BAD_REQUEST", message: "x" } } };
  const broken: Said = { status: 503, body: {} };
  for (const said of [refused, broken]) {
    const { sink } = await sinkAgainst(said);
    expect(levels((await sink.inspect?.()) ?? [])).toEqual(["good", "warning"]);
  }
});

it("T44: tells the spelling of the headers, or that there are none", async () => {
  expect(texts(await inspected({ requestsPerMinute: 60, headerStyle: "new" }))).toMatch(
    /spelt X-RateLimit-… and allow 60/,
  );
  expect(texts(await inspected({ requestsPerMinute: 60, headerStyle: "old" }))).toMatch(
    /spelt X-Rate-Limit-… and allow 60/,
  );
  expect(texts(await inspected())).toMatch(/say nothing about the quota, so a run counts by itself: at most 60/);
});

it("warns of a quota smaller than a run's, and says what to set", async () => {
  const findings = await inspected({ requestsPerMinute: 30 });
  expect(findings.at(-1)).toMatchObject({
    level: "warning",
    message: expect.stringContaining("Set it to 30"),
  });
  const enough = await inspected({ requestsPerMinute: 30 }, { requestsPerMinute: "30" });
  expect(levels(enough)).toEqual(["good", "good", "good"]);
  expect(texts(await inspected({ requestsPerMinute: 60 }, { quotaShare: "0.5" }))).toMatch(/a run makes at most 30[.]/);
  expect(texts(await inspected({ requestsPerMinute: 600 }))).toMatch(/may be given more by/);
});

it("warns when somebody else uses up the quota", async () => {
  const headers = { "x-ratelimit-limit": "60", "x-ratelimit-remaining": "12" };
  const { sink } = await sinkAgainst({ body: { data: {} }, headers });
  expect((await sink.inspect?.())?.at(-1)).toMatchObject({
    level: "warning",
    message: expect.stringContaining("12 are left"),
  });
});

it("T44: headers that are no numbers say nothing", () => {
  expect(rateHeadersOf({ "x-ratelimit-limit": "many", "x-rate-limit": "60" }, 0)).toEqual({ spelling: "both" });
  expect(rateHeadersOf({ "x-ratelimit-remaining": "5" }, 0)).toMatchObject({ spelling: "new", remaining: 5 });
});
