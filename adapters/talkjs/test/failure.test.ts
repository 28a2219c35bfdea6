import type { HttpAnswer, HttpRequest } from "@chat-etl/io";
import { ConfigError, TransientError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { failureOf, GoneError } from "../src/failure.ts";

const USERS: HttpRequest = { method: "GET", path: "/users" };
const MESSAGES: HttpRequest = { method: "GET", path: "/conversations/c1/messages" };

function answer(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, body, headers };
}

function behind(request: HttpRequest): HttpRequest {
  return { ...request, query: { startingAfter: "x" } };
}

it("takes every 2xx for a success", () => {
  expect(failureOf(answer(200, {}), USERS)).toBeUndefined();
});

describe("the operator must act", () => {
  it("T42, T43: takes a plain-text 404 without a type for a wrong app id and says where to find the right one", () => {
    const failure = failureOf(answer(404), USERS);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure?.message).toMatch(/no app .* "appId" \(TALKJS_APP_ID\).* dashboard, Settings/);
  });

  it.each([[answer(404, "Not found", { "content-type": "application/json" })], [answer(302)], [answer(418, {})]])(
    "T43: sends a stranger's answer to the base URL: %j",
    (stranger) => {
      const failure = failureOf(stranger, USERS);
      expect(failure).toBeInstanceOf(ConfigError);
      expect(failure?.message).toContain('"baseUrl" (TALKJS_BASE_URL)');
      expect(failure?.message).not.toContain("appId");
    },
  );

  it.each([401, 403])("T42: takes %i for a wrong key of a known app", (status) => {
    const failure = failureOf(answer(status, { errorCode: "UNAUTHORIZED", reasons: ["no"] }), USERS);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure?.message).toMatch(/app id is known, but the secret key is refused.*\(TALKJS_SECRET_KEY\)/);
  });

  it("repeats the code of a refusal, never its reasons, which may quote people", () => {
    const failure = failureOf(answer(400, { errorCode: "INVALID", reasons: { limit: "dear Ann" } }), USERS);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure?.message).toContain("GET /users with status 400 (INVALID)");
    expect(failure?.message).not.toContain("Ann");
  });

  it("repeats no code that looks like prose", () => {
    expect(failureOf(answer(400, { errorCode: "dear Ann" }), USERS)?.message).not.toContain("Ann");
  });
});

describe("time will mend it", () => {
  it("waits as long as a 429 asks for; nothing has happened", () => {
    const failure = failureOf(answer(429, undefined, { "retry-after": "7" }), USERS);
    expect(failure).toBeInstanceOf(TransientError);
    expect(failure).toMatchObject({ delivery: "none", retryAfterMs: 7000 });
  });

  it("leaves the pause to the caller when a 429 asks for none", () => {
    expect(failureOf(answer(429), USERS)).toMatchObject({ name: "TransientError", retryAfterMs: undefined });
  });

  it.each([500, 502, 503, 408])("takes %i for a failure nobody knows the outcome of", (status) => {
    const failure = failureOf(answer(status), USERS);
    expect(failure).toBeInstanceOf(TransientError);
    expect(failure).toMatchObject({ delivery: "unknown" });
  });
});

describe("deleted while it is read", () => {
  it.each([
    ["list", answer(404, { errorCode: "CONVERSATION_NOT_FOUND" }), MESSAGES],
    ["list", answer(404, {}), MESSAGES],
    ["list", answer(404, { errorCode: "CONVERSATION_NOT_FOUND" }), behind(MESSAGES)],
    ["position", answer(404, { errorCode: "MESSAGE_NOT_FOUND" }), behind(MESSAGES)],
    ["position", answer(400, { errorCode: "INVALID" }), behind(MESSAGES)],
    ["position", answer(404, { errorCode: "CONVERSATION_NOT_FOUND" }), behind({ ...USERS, path: "/conversations" })],
  ])("finds the %s gone in %j of %j", (what, gone, request) => {
    const failure = failureOf(gone, request);
    expect(failure).toBeInstanceOf(GoneError);
    expect(failure).toMatchObject({ what });
  });

  it("T43: does not take the plain-text 404 of an unknown app for a deleted conversation", () => {
    expect(failureOf(answer(404), MESSAGES)).toBeInstanceOf(ConfigError);
  });
});
