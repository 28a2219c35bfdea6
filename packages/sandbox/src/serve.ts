import { setTimeout as sleep } from "node:timers/promises";
import { type HttpBindings, serve } from "@hono/node-server";
import { type Context, Hono, type Next } from "hono";
import * as z from "zod";
import { Fault, type FaultBook } from "./faults.ts";
import type { Arrived } from "./page/arrived.ts";
import { pageRoutes } from "./page/routes.ts";

export type SandboxEnv = { Bindings: HttpBindings; Variables: { missingKey: boolean } };
export type SandboxApp = Hono<SandboxEnv>;
export type SandboxCall = Context<SandboxEnv>;

export interface ServeOptions {
  readonly port: number;
  readonly faults: FaultBook;
  /** The platform's own answers to a fault. */
  serverError(call: SandboxCall): Response;
  tooManyRequests(call: SandboxCall): Response;
  /** Adds the platform's routes. A handler that answers a batch leaves out one key when `call.get("missingKey")` is true. */
  routes(app: SandboxApp): void;
  /** What a page at `/` shows to people. Default: no page. */
  readonly arrived?: Arrived;
}

export interface ServedSandbox {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a platform on loopback. Beside the platform's own routes stand two for whoever directs the play:
 * `POST /_sandbox/faults` orders a fault, `GET /_sandbox/stats` tells the requests so far by method, path and status.
 * The page for people meets no faults and is not counted.
 */
export async function serveSandbox(options: ServeOptions): Promise<ServedSandbox> {
  const stats = new Map<string, number>();
  const app: SandboxApp = new Hono<SandboxEnv>();
  app.post("/_sandbox/faults", async (call) => {
    const fault = Fault.safeParse(await call.req.json());
    if (!fault.success) return call.json({ error: z.prettifyError(fault.error) }, 400);
    options.faults.order(fault.data);
    return call.json({});
  });
  app.get("/_sandbox/stats", (call) => call.json(Object.fromEntries(stats)));
  if (options.arrived) pageRoutes(app, options.arrived);
  app.use(async (call, next) => {
    const answer = await withFault(call, next, options);
    const key = `${call.req.method} ${call.req.path} ${answer.status}`;
    stats.set(key, (stats.get(key) ?? 0) + 1);
    // An answer that is there already is replaced, not merged: its headers must not leak into the fault's.
    if (call.finalized) call.res = undefined;
    call.res = answer;
  });
  options.routes(app);
  return await listen(app, options.port);
}

async function withFault(call: SandboxCall, next: Next, options: ServeOptions): Promise<Response> {
  const fault = options.faults.next(call.req.path);
  call.set("missingKey", fault?.fault === "missing-key");
  const before = await strikeBefore(call, fault, options);
  if (before) return before;
  await next();
  return strikeAfter(call, fault, options) ?? call.res;
}

async function strikeBefore(
  call: SandboxCall,
  fault: Fault | undefined,
  options: ServeOptions,
): Promise<Response | undefined> {
  switch (fault?.fault) {
    case "slow":
      await sleep(fault.delayMs);
      return undefined;
    case "too-many-requests":
      return options.tooManyRequests(call);
    case "server-error":
      return options.serverError(call);
    case "bad-gateway":
      return call.html("<html><body>502 Bad Gateway</body></html>", 502);
    case "cut":
      return cut(call);
    default:
      return undefined;
  }
}

function strikeAfter(call: SandboxCall, fault: Fault | undefined, options: ServeOptions): Response | undefined {
  switch (fault?.fault) {
    case "commit-then-server-error":
      return options.serverError(call);
    case "commit-then-cut":
      return cut(call);
    case "not-json":
      return call.html("<html><body>Please log in</body></html>", 200);
    default:
      return undefined;
  }
}

/** The connection goes away without an answer. */
function cut(call: SandboxCall): Response {
  call.env.incoming.socket.destroy();
  return call.body(null, 502);
}

async function listen(app: SandboxApp, port: number): Promise<ServedSandbox> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, (info) => resolve(info.port));
  server.on("error", reject);
  const bound = await promise;
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((done, fail) => {
        server.close((error) => (error ? fail(error) : done()));
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
