import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

/** Longer than a client waits for an answer, in milliseconds; see `small.ts`. */
export const PAST_TIMEOUT_MS = 900;
const DELAY_MS = 120;
const STORM = 5;

/** How a network misbehaves. `commit`: what the target does with a request. */
export const TROUBLES = [
  "delay",
  "late answer",
  "late request",
  "reset before commit",
  "reset after commit",
  "429 storm",
  "500 before commit",
  "500 after commit",
  "half an answer",
] as const;
/** What is told beside the troubles: a client that lived had gone before its answer came. */
export const TIMED_OUT = "answer past the time-out";
type TroubleKind = (typeof TROUBLES)[number];

export interface Trouble {
  readonly kind: TroubleKind;
  /** The request that meets it, counted from 1 with each process. */
  readonly at: number;
}

/** What stands between a client and a sandbox. */
export interface Network extends AsyncDisposable {
  readonly url: string;
  /** Starts to count anew. */
  order(troubles: readonly Trouble[], told: (what: string) => void): void;
  /** No answer comes through until it thaws. */
  freeze(): void;
  thaw(): void;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Serves on loopback what another server answers, but for the troubles that are ordered. */
export async function startNetwork(target: string): Promise<Network> {
  const weather = new Weather();
  const server = createServer((request, response) => {
    // A client that dies in the middle is what this is for.
    pass(request, response, { target, weather }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    order: (troubles, told) => weather.order(troubles, told),
    freeze: () => weather.freeze(),
    thaw: () => weather.thaw(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class Weather {
  #troubles: readonly Trouble[] = [];
  #told: (what: string) => void = () => {};
  #count = 0;
  #storm = 0;
  #frozen = Promise.withResolvers<void>();

  constructor() {
    this.#frozen.resolve();
  }

  order(troubles: readonly Trouble[], told: (what: string) => void): void {
    this.#troubles = troubles;
    this.#told = told;
    this.#count = 0;
    this.#storm = 0;
  }

  /** What the next request meets. */
  next(): TroubleKind | undefined {
    this.#count += 1;
    const due = this.#troubles.find(({ at }) => at === this.#count)?.kind;
    if (due) this.#told(due);
    if (due === "429 storm") this.#storm = STORM;
    this.#storm -= 1;
    return this.#storm >= 0 ? "429 storm" : due;
  }

  freeze(): void {
    this.#frozen = Promise.withResolvers<void>();
  }

  thaw(): void {
    this.#frozen.resolve();
  }

  async thawed(): Promise<void> {
    await this.#frozen.promise;
  }

  timedOut(): void {
    this.#told(TIMED_OUT);
  }
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  { target, weather }: { readonly target: string; readonly weather: Weather },
): Promise<void> {
  const body = await buffer(request);
  const trouble = weather.next();
  if (trouble === "reset before commit") return void request.socket.resetAndDestroy();
  if (trouble === "429 storm") return void response.writeHead(429, { "retry-after": "0" }).end();
  if (trouble === "500 before commit") return void response.writeHead(500).end();
  if (trouble === "delay") await sleep(DELAY_MS);
  if (trouble === "late request") await sleep(PAST_TIMEOUT_MS);
  const answer = await forward(request, body, target);
  await weather.thawed();
  if (trouble === "late answer") await sleep(PAST_TIMEOUT_MS);
  if (request.socket.destroyed) weather.timedOut();
  if (trouble === "reset after commit") return void request.socket.resetAndDestroy();
  if (trouble === "500 after commit") return void response.writeHead(500).end();
  response.writeHead(answer.status, { ...answer.headers, "content-length": answer.body.length });
  if (trouble !== "half an answer") return void response.end(answer.body);
  response.write(answer.body.subarray(0, answer.body.length >> 1), () => request.socket.destroy());
}

async function forward(
  { method = "GET", url, headers }: IncomingMessage,
  body: Buffer,
  target: string,
): Promise<Answer> {
  const { host: _, connection: __, "content-length": ___, "transfer-encoding": ____, ...kept } = headers;
  const answer = await fetch(`${target}${url}`, {
    method,
    headers: Object.entries(kept).map(([name, value]): [string, string] => [name, String(value)]),
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  });
  const {
    connection: _____,
    "keep-alive": ______,
    "transfer-encoding": _______,
    ...own
  } = Object.fromEntries(answer.headers);
  return { status: answer.status, headers: own, body: Buffer.from(await answer.arrayBuffer()) };
}
