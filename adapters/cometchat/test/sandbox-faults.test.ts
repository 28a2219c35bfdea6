import { beforeAll, describe, expect, it } from "vitest";
import { keyed, listOf, message, rowsOf, user, useSandbox } from "./sandbox-world.ts";

describe("E69: faults on demand", () => {
  const world = useSandbox();
  beforeAll(async () => {
    await world.send("users", keyed([user("ann"), user("bob")], "uid"));
  });

  const strike = async (fault: string) => {
    const muids = [`${fault}-1`, `${fault}-2`];
    await world.order({ fault, path: "/data_import/messages", delayMs: 1 });
    const send = () =>
      world.send(
        "messages",
        keyed(
          muids.map((muid) => message(muid)),
          "muid",
        ),
      );
    const before = listOf(await world.get("/messages?limit=1000")).length;
    const answer = await send().catch((error: unknown) => error);
    const stored = listOf(await world.get("/messages?limit=1000")).length - before;
    return { answer, stored, muids, send };
  };

  it.each([
    ["server-error", { status: 500, body: { error: { code: "ERR_MISSION_FAILED" } } }],
    ["bad-gateway", { status: 502, body: expect.stringContaining("502 Bad Gateway") }],
    ["too-many-requests", { status: 429, body: { error: { code: "ERR_TOO_MANY_REQUESTS" } } }],
  ])("%s: is answered before anything is stored", async (fault, expected) => {
    const { answer, stored } = await strike(fault);
    expect(answer).toMatchObject(expected);
    expect(stored).toBe(0);
  });

  it("too-many-requests: asks for one second, and the next request passes", async () => {
    const { answer, send } = await strike("too-many-requests");
    const { headers } = answer as { headers: Headers };
    expect(headers.get("retry-after")).toBe("1");
    expect(headers.get("x-ratelimit-reset")).toMatch(/^\d{10}$/);
    expect((await send()).status).toBe(200);
  });

  it("cut: cuts the connection before anything is stored", async () => {
    const { answer, stored } = await strike("cut");
    expect(answer).toBeInstanceOf(TypeError);
    expect(stored).toBe(0);
  });

  it("slow: answers late but well", async () => {
    const { answer, stored } = await strike("slow");
    expect(answer).toMatchObject({ status: 200 });
    expect(stored).toBe(2);
  });

  it.each([
    ["commit-then-server-error", { status: 500, body: { error: { code: "ERR_MISSION_FAILED" } } }],
    ["commit-then-cut", expect.any(TypeError)],
    ["not-json", { status: 200, body: expect.stringContaining("<html>") }],
  ])("%s: stores all rows, and a second sending finds them", async (fault, expected) => {
    const { answer, stored, muids, send } = await strike(fault);
    if (answer instanceof Error) expect(answer).toEqual(expected);
    else expect(answer).toMatchObject(expected);
    expect(stored).toBe(2);
    const rows = rowsOf(await send());
    expect(muids.map((muid) => rows[muid]?.error?.code)).toEqual(Array(2).fill("ERR_IMPORT_MUID_ALREADY_EXISTS"));
  });

  it("missing-key: stores all rows and leaves one key out of data", async () => {
    const { answer, stored, muids } = await strike("missing-key");
    expect(answer).toMatchObject({ status: 200 });
    expect(Object.keys(rowsOf(answer as Awaited<ReturnType<typeof world.get>>))).toEqual(muids.slice(0, 1));
    expect(stored).toBe(2);
  });
});

describe("faults at a rate", () => {
  const always = useSandbox({ faultRate: "1", faultSeed: "7" });

  it("8.1 faults: strike every request at rate 1", async () => {
    const answers = [];
    for (let count = 0; count < 12; count += 1) {
      answers.push(await always.send("users", { [`u${count}`]: user(`u${count}`) }).catch(() => undefined));
    }
    // Slow answers and missing keys still are 200; the rest is not.
    expect(answers.some((answer) => answer === undefined || answer.status !== 200)).toBe(true);
    const whole = answers.filter((answer) => answer?.status === 200 && typeof answer.body === "object");
    expect(whole.length).toBeLessThan(12);
  });
});
