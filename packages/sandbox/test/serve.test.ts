import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FAULTS, FaultBook, RateWindow, type ServedSandbox, serveSandbox } from "../src/index.ts";

describe("a served sandbox", () => {
  let served: ServedSandbox;
  let stored: string[];
  beforeEach(async () => {
    stored = [];
    served = await serveSandbox({
      port: 0,
      faults: new FaultBook({ rate: 0, seed: 1 }),
      serverError: (call) => call.json({ error: "broken" }, 500),
      tooManyRequests: (call) => call.json({ error: "slow down" }, 429),
      routes(app) {
        app.post("/store/:what", (call) => {
          stored.push(call.req.param("what"));
          call.header("x-stored", "yes");
          return call.json(call.get("missingKey") ? {} : { [call.req.param("what")]: true });
        });
        app.get("/store", (call) => call.json(stored));
      },
    });
  });
  afterEach(() => served.close());

  const post = (path: string, body?: object) =>
    fetch(`${served.url}${path}`, { method: "POST", ...(body && { body: JSON.stringify(body) }) });
  const order = (fault: object) => post("/_sandbox/faults", fault);

  it("listens on loopback and answers without faults unless ordered", async () => {
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await post("/store/a")).json()).toEqual({ a: true });
  });

  it.each([
    ["server-error", 500, '{"error":"broken"}'],
    ["too-many-requests", 429, '{"error":"slow down"}'],
    ["bad-gateway", 502, "<html><body>502 Bad Gateway</body></html>"],
  ])("%s: is answered before the platform acts", async (fault, status, text) => {
    await order({ fault });
    const answer = await post("/store/a");
    expect([answer.status, await answer.text(), stored]).toEqual([status, text, []]);
  });

  it("cut: ends the connection before the platform acts", async () => {
    await order({ fault: "cut" });
    await expect(post("/store/a")).rejects.toThrow(TypeError);
    expect(stored).toEqual([]);
  });

  it("commit-then-cut: ends the connection after it acted", async () => {
    await order({ fault: "commit-then-cut" });
    await expect(post("/store/a")).rejects.toThrow(TypeError);
    expect(stored).toEqual(["a"]);
  });

  it.each([
    ["commit-then-server-error", 500, '{"error":"broken"}'],
    ["not-json", 200, "<html><body>Please log in</body></html>"],
    ["missing-key", 200, "{}"],
    ["slow", 200, '{"a":true}'],
  ])("%s: is answered after the platform acted", async (fault, status, text) => {
    await order({ fault, delayMs: 1 });
    const answer = await post("/store/a");
    expect([answer.status, await answer.text(), stored]).toEqual([status, text, ["a"]]);
  });

  it("not-json: is no JSON by its header either", async () => {
    await order({ fault: "not-json" });
    expect((await post("/store/a")).headers.get("content-type")).toContain("text/html");
  });

  it("goes on as if nothing was, after a fault", async () => {
    for (const fault of FAULTS) {
      await order({ fault, delayMs: 1 });
      await post("/store/a").catch(() => undefined);
      expect(await (await post("/store/b")).json()).toEqual({ b: true });
    }
  });

  it("strikes the ordered path only, after `skip` requests, `count` times", async () => {
    await order({ fault: "server-error", path: "/store/b", skip: 1, count: 2 });
    const statuses = [];
    for (const what of ["a", "b", "a", "b", "b", "b"]) statuses.push((await post(`/store/${what}`)).status);
    expect(statuses).toEqual([200, 200, 200, 500, 500, 200]);
  });

  it("refuses an order it does not understand, and says why", async () => {
    const answer = await order({ fault: "earthquake" });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("fault")]);
  });

  it("tells its requests by method, path and status, those to itself left out", async () => {
    await order({ fault: "commit-then-server-error" });
    await post("/store/a");
    await post("/store/a");
    await post("/store/a");
    await post("/nowhere");
    const stats = await (await fetch(`${served.url}/_sandbox/stats`)).json();
    expect(stats).toEqual({ "POST /store/a 500": 1, "POST /store/a 200": 2, "POST /nowhere 404": 1 });
  });
});

describe("the fault book", () => {
  const faultsOf = (book: FaultBook) => Array.from({ length: 200 }, () => book.next("/x")?.fault);

  it("strikes at random at about its rate, and the same way again for the same seed", () => {
    const first = faultsOf(new FaultBook({ rate: 0.25, seed: 7 }));
    const struck = first.filter((fault) => fault !== undefined);
    expect(struck.length).toBeGreaterThan(30);
    expect(struck.length).toBeLessThan(70);
    expect(faultsOf(new FaultBook({ rate: 0.25, seed: 7 }))).toEqual(first);
    expect(faultsOf(new FaultBook({ rate: 0.25, seed: 8 }))).not.toEqual(first);
  });

  it("strikes never at rate 0 and always at rate 1, with every fault there is", () => {
    expect(new Set(faultsOf(new FaultBook({ rate: 0, seed: 1 })))).toEqual(new Set([undefined]));
    expect(new Set(faultsOf(new FaultBook({ rate: 1, seed: 1 })))).toEqual(new Set(FAULTS));
  });

  it("takes one order after the other", () => {
    const book = new FaultBook({ rate: 0, seed: 1 });
    book.order({ fault: "cut" });
    book.order({ fault: "slow" });
    expect(faultsOf(book).slice(0, 3)).toEqual(["cut", "slow", undefined]);
  });
});

describe("the rate window", () => {
  it("counts down, refuses, and a refused request uses nothing up", () => {
    const window = new RateWindow({ limit: 2, perMs: 100 });
    expect(window.take(1000)).toEqual({ allowed: true, remaining: 1, resetAt: 1100 });
    expect(window.take(1050)).toEqual({ allowed: true, remaining: 0, resetAt: 1100 });
    expect(window.take(1060)).toEqual({ allowed: false, remaining: 0, resetAt: 1100 });
    expect(window.take(1099).allowed).toBe(false);
  });

  it("begins anew with the first request behind its end", () => {
    const window = new RateWindow({ limit: 1, perMs: 100 });
    window.take(1000);
    expect(window.take(1100)).toEqual({ allowed: true, remaining: 0, resetAt: 1200 });
    expect(window.take(5000)).toEqual({ allowed: true, remaining: 0, resetAt: 5100 });
  });
});
