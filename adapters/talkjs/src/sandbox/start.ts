import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { FaultBook, type SandboxApp, type ServedSandbox, serveSandbox } from "@chat-etl/sandbox";
import type { Logger, RunningSandbox, SandboxContext } from "@chat-etl/sdk";
import { type ClosableArrived, openArrived } from "./arrived.ts";
import { Gate, serverError, unknownRoute } from "./gate.ts";
import type { TalkjsSandboxOptions } from "./options.ts";
import { Rates, REQUESTS_PER_SECOND } from "./rates.ts";
import { ROUTES } from "./routes/app.ts";
import { serveFiles } from "./routes/files.ts";
import { State } from "./state/state.ts";
import { fillWithSample } from "./world/fill.ts";

/** Serves one TalkJS app on loopback, kept in `talkjs.sqlite` in the context's folder. */
export async function startTalkjs(options: TalkjsSandboxOptions, context: SandboxContext): Promise<RunningSandbox> {
  await mkdir(context.folder, { recursive: true });
  const file = join(context.folder, "talkjs.sqlite");
  const state = new State(file);
  if (isSampleWanted(options, context) && state.isEmpty()) fillWithSample(state, options);
  const rates = new Rates(options, context.speed);
  const gate = new Gate({ state, options, rates });
  let url = "";
  const arrived = openArrived(file, () => url);
  const served = await serve({ state, options, gate, rates, arrived, logger: context.logger }, context.port);
  url = served.url;
  return {
    url,
    page: `${url}/`,
    config: {
      appId: options.appId,
      secretKey: options.secretKey,
      baseUrl: url,
      ...(context.side === "sink"
        ? sinkOptions(options)
        : { requestsPerSecond: String(REQUESTS_PER_SECOND * context.speed) }),
    },
    close: async () => {
      rates.close();
      await served.close();
      arrived.close();
      state.close();
    },
  };
}

/** A load is sped up by the engine, so its rate stays the platform's. Nothing is on its way for long on loopback. */
function sinkOptions({ importDialect }: TalkjsSandboxOptions) {
  return { dialect: importDialect === "g1" ? "g1" : "g2", settleSeconds: "0.5" };
}

/** The target of a rehearsal starts empty, unless the switch says otherwise. */
function isSampleWanted({ world }: TalkjsSandboxOptions, { sample, side }: SandboxContext): boolean {
  return world === "sample" || (world === "auto" && sample && side !== "sink");
}

/** A port that is taken must not leave the file open. */
async function serve(parts: Parts, port: number): Promise<ServedSandbox> {
  const { faultRate, faultSeed } = parts.options;
  try {
    return await serveSandbox({
      port,
      faults: new FaultBook({ rate: faultRate, seed: faultSeed }),
      serverError,
      tooManyRequests: () => parts.rates.refuse(),
      arrived: parts.arrived,
      routes: (app) => addRoutes(app, parts),
    });
  } catch (error) {
    parts.arrived.close();
    parts.state.close();
    throw error;
  }
}

interface Parts {
  readonly gate: Gate;
  readonly state: State;
  readonly options: TalkjsSandboxOptions;
  readonly rates: Rates;
  readonly arrived: ClosableArrived;
  readonly logger: Logger;
}

function addRoutes(app: SandboxApp, { gate, state, options, logger }: Parts): void {
  for (const route of ROUTES) app.on(route.method, `/v1/:appId${route.path}`, gate.admit(route));
  serveFiles(app, state, options);
  // What the dashboard's button does to a test app: nothing of TalkJS' API (E90).
  app.post("/_sandbox/reset", (call) => {
    state.transaction(() => state.clear());
    return call.json({});
  });
  app.notFound(unknownRoute);
  app.onError((error) => {
    logger.error("The TalkJS sandbox stumbled over a request.", { error });
    return serverError();
  });
}
