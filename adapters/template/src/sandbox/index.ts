import { FaultBook, type SandboxApp, type SandboxCall, serveSandbox } from "@chat-etl/sandbox";
import { defineSandbox } from "@chat-etl/sdk";
import * as z from "zod";
import { KEYS, type List, openState, type State } from "./state.ts";
import { sampleWorld } from "./world.ts";

// 7. The platform on loopback, over real HTTP, from its documentation and without a line of the client's code: it keeps
//    what it is sent, refuses what the platform refuses, and serves "etl run … --sandbox" and the tests.

const Options = z.strictObject({
  token: z.string().min(1).default("sandbox-token").meta({ description: "The token that it takes.", secret: true }),
  limitMax: z.coerce.number().int().positive().default(100).meta({ description: "Most of a list in one answer." }),
});

const Query = z.object({ after: z.coerce.number().int().default(0), limit: z.coerce.number().int().positive() });
const Body = z.object({ items: z.array(z.record(z.string(), z.unknown())) });

export const parleySandbox = defineSandbox({
  options: Options,
  async start(options, { folder, port, sample, side }) {
    const state = openState(folder);
    if (sample && side === "source" && state.isEmpty()) sampleWorld((list, item) => state.add(list, item));
    const { url, close } = await serveSandbox({
      port,
      faults: new FaultBook({ rate: 0, seed: 1 }),
      serverError: (call) => call.json({ error: "server error" }, 500),
      tooManyRequests: (call) => call.json({ error: "too many requests" }, 429),
      routes: (app) => addRoutes(app, state, options),
    });
    return {
      url,
      config: { baseUrl: url, token: options.token },
      async close() {
        await close();
        state.close();
      },
    };
  },
});

function addRoutes(app: SandboxApp, state: State, { token, limitMax }: z.output<typeof Options>): void {
  app.use(async (call, next) =>
    call.req.header("authorization") === `Bearer ${token}` ? await next() : call.json({ error: "unknown token" }, 401),
  );
  for (const list of Object.keys(KEYS) as List[]) {
    app.get(`/${list}`, (call) => {
      const query = Query.safeParse(call.req.query());
      if (!query.success || query.data.limit > limitMax)
        return call.json({ error: "after and limit are not right" }, 400);
      return call.json(state.page(list, query.data));
    });
    app.post(`/${list}`, async (call) => await take(call, list, state));
  }
}

/** A value without its key is called invalid; one that is there already stays as it was. */
async function take(call: SandboxCall, list: List, state: State): Promise<Response> {
  const body = Body.safeParse(await call.req.json());
  if (!body.success) return call.json({ error: "items is missing" }, 400);
  return call.json({ verdicts: body.data.items.map((item) => state.add(list, item)) });
}
