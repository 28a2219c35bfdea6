import { ConfigError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { TalkjsSourceConfig } from "../src/config.ts";
import { talkjsSource } from "../src/source.ts";
import { type Answer, SECRET, serve } from "./source-server.ts";

describe("config", () => {
  const VALID = { appId: " myApp\n", secretKey: `${SECRET}\n` };

  it("has TalkJS's address and pace by default, and trims what was pasted", () => {
    expect(TalkjsSourceConfig.parse(VALID)).toEqual({
      reactors: "count",
      appId: "myApp",
      secretKey: SECRET,
      baseUrl: "https://api.talkjs.com",
      requestsPerSecond: 9,
    });
  });

  it.each([
    "https://api.talkjs.com/v1",
    "https://api.talkjs.com?x=1",
    "https://api.talkjs.com/#",
    "https://me:word@api.talkjs.com",
    "api.talkjs.com",
    "ftp://api.talkjs.com",
  ])("refuses the base URL %s", (baseUrl) => {
    const { error } = TalkjsSourceConfig.safeParse({ ...VALID, baseUrl });
    expect(error?.issues[0]?.message).toMatch(/scheme, host and port only.*without a path/);
  });

  it.each(["http://127.0.0.1:8080", "https://api.talkjs.com/"])("takes the base URL %s", (baseUrl) => {
    expect(TalkjsSourceConfig.parse({ ...VALID, baseUrl }).baseUrl).toBe(baseUrl);
  });

  it.each(["0", "-1", "", "fast", "Infinity"])("refuses %j requests a second", (requestsPerSecond) => {
    expect(TalkjsSourceConfig.safeParse({ ...VALID, requestsPerSecond }).success).toBe(false);
  });

  it("never repeats a secret key it refuses", () => {
    const { error } = TalkjsSourceConfig.safeParse({ ...VALID, secretKey: "sk test hush" });
    expect(error?.issues[0]?.path).toEqual(["secretKey"]);
    expect(String(error)).not.toContain("hush");
  });

  it("is named after the app", () => {
    expect(talkjsSource.identity(TalkjsSourceConfig.parse(VALID))).toBe("talkjs:myApp");
  });
});

describe("check", () => {
  async function failureOfCheck(answer: Answer): Promise<unknown> {
    await using served = await serve({ lists: {}, intercept: () => answer });
    const source = await served.open();
    return await source.check?.().then(
      () => "fine",
      (error: unknown) => error,
    );
  }

  it("passes when users can be read", async () => {
    expect(await failureOfCheck({ body: { data: [] } })).toBe("fine");
  });

  it("T42, T43: says that the app id is wrong", async () => {
    const failure = await failureOfCheck({ status: 404, headers: {}, body: "Not found." });
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).toMatch(/no app with this id.*TALKJS_APP_ID/);
    expect(String(failure)).not.toContain(SECRET);
  });

  it("T42: says that the key is wrong and never shows it", async () => {
    const failure = await failureOfCheck({ status: 401, body: { errorCode: "UNAUTHORIZED", reasons: [SECRET] } });
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).toContain("TALKJS_SECRET_KEY");
    expect(String(failure)).not.toContain(SECRET);
  });
});
