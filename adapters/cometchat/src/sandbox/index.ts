import { FaultBook, type SandboxApp, serveSandbox } from "@chat-etl/sandbox";
import { defineSandbox, type Logger } from "@chat-etl/sdk";
import { type Backend, nowSeconds } from "./backend.ts";
import { ApiError, answerError, RowError } from "./errors.ts";
import { guard } from "./guard.ts";
import { importRoutes } from "./import/routes.ts";
import { CometchatSandboxOptions } from "./options.ts";
import { openArrived } from "./page/arrived.ts";
import { type RateLimits, rateLimits } from "./rate.ts";
import { readRoutes } from "./read/routes.ts";
import { seedRoutes } from "./routes-seed.ts";
import { openState } from "./state/state.ts";
import { fillWithSample, isEmpty } from "./world/fill.ts";
import { writeRoutes } from "./write/routes.ts";

/** What a server fault says. A poison row says `ERR_EXCEPTION` instead (CometChat sheet, 2.8). */
const SERVER_FAULT = new ApiError(500, "ERR_MISSION_FAILED", "The request could not be completed.");

/**
 * CometChat's data import and what reads it back, on loopback. It starts empty, unless it is the source of a
 * rehearsal, keeps what it is sent in `<folder>/cometchat.sqlite`, and refuses what the platform refuses. The app is
 * named by the header `appId`.
 */
export const cometchatSandbox = defineSandbox({
  options: CometchatSandboxOptions,
  async start(options, { folder, port, speed, logger, sample, side }) {
    const state = openState(folder);
    const isSample = options.world === "sample" || (options.world === "auto" && sample && side === "source");
    if (isSample && isEmpty(state)) fillWithSample(state, nowSeconds());
    const arrived = openArrived(folder);
    const closeState = () => {
      arrived.close();
      state.close();
    };
    const limits = rateLimits(options, speed);
    const served = await serveSandbox({
      port,
      faults: new FaultBook({ rate: options.faultRate, seed: options.faultSeed }),
      serverError: (call) => answerError(call, SERVER_FAULT),
      tooManyRequests: limits.refuse,
      arrived,
      routes: (app) => addRoutes(app, { backend: { state, options }, limits, logger }),
    }).catch((error: unknown) => {
      closeState();
      throw error;
    });
    return {
      url: served.url,
      page: `${served.url}/`,
      config: { appId: options.appId, region: "us", apiKey: options.apiKey, baseUrl: served.url },
      async close() {
        await served.close();
        closeState();
      },
    };
  },
});

interface Parts {
  readonly backend: Backend;
  readonly limits: RateLimits;
  readonly logger: Logger;
}

function addRoutes(app: SandboxApp, { backend, limits, logger }: Parts): void {
  seedRoutes(app, backend);
  app.use(guard(backend.options));
  app.use(limits.count);
  importRoutes(app, backend);
  readRoutes(app, backend);
  writeRoutes(app, backend);
  app.notFound((call) => answerError(call, new ApiError(404, "ERR_API_NOT_FOUND", "There is no such API.")));
  app.onError((error, call) => {
    if (error instanceof ApiError) return answerError(call, withStatus(error, backend.options));
    if (error instanceof RowError)
      return answerError(call, new ApiError(400, error.code, error.message, error.details));
    logger.error("The CometChat sandbox has a bug.", { path: call.req.path, error: error.message });
    return answerError(call, SERVER_FAULT);
  });
}

/** The documentation and others' code differ on what a duplicate is answered with. */
function withStatus(error: ApiError, { duplicateStatus }: CometchatSandboxOptions): ApiError {
  if (error.status !== 409 || duplicateStatus === 409) return error;
  return new ApiError(400, error.code, error.message, error.details);
}
