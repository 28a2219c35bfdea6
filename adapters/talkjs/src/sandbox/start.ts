import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { FaultBook, type SandboxApp, type ServedSandbox, serveSandbox } from "@chat-etl/sandbox";
import type { RunningSandbox, SandboxContext } from "@chat-etl/sdk";
import { Gate, REQUESTS_PER_SECOND, serverError, unknownRoute } from "./gate.ts";
import type { TalkjsSandboxOptions } from "./options.ts";
import { ROUTES } from "./routes/app.ts";
import { State } from "./state/state.ts";
import { fillWithSample } from "./world/fill.ts";

/** Serves one TalkJS app on loopback, kept in `talkjs.sqlite` in the context's folder. */
export async function startTalkjs(options: TalkjsSandboxOptions, context: SandboxContext): Promise<RunningSandbox> {
  await mkdir(context.folder, { recursive: true });
  const state = new State(join(context.folder, "talkjs.sqlite"));
  if (context.sample && state.isEmpty()) fillWithSample(state, options);
  const served = await serve(state, options, context);
  return {
    url: served.url,
    config: {
      appId: options.appId,
      secretKey: options.secretKey,
      baseUrl: served.url,
      requestsPerSecond: String(REQUESTS_PER_SECOND * context.speed),
    },
    close: async () => {
      await served.close();
      state.close();
    },
  };
}

/** A port that is taken must not leave the file open. */
async function serve(state: State, options: TalkjsSandboxOptions, context: SandboxContext): Promise<ServedSandbox> {
  const gate = new Gate({ state, options, speed: context.speed });
  try {
    return await serveSandbox({
      port: context.port,
      faults: new FaultBook({ rate: options.faultRate, seed: options.faultSeed }),
      serverError,
      tooManyRequests: () => gate.tooManyRequests(),
      routes: (app) => addRoutes(app, gate, context),
    });
  } catch (error) {
    state.close();
    throw error;
  }
}

function addRoutes(app: SandboxApp, gate: Gate, { logger }: SandboxContext): void {
  for (const { method, path, handle } of ROUTES) app.on(method, `/v1/:appId${path}`, gate.admit(handle));
  app.notFound(unknownRoute);
  app.onError((error) => {
    logger.error("The TalkJS sandbox stumbled over a request.", { error });
    return serverError();
  });
}
