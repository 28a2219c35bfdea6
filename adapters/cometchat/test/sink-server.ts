import { createServer, type IncomingHttpHeaders } from "node:http";
import type { SendOptions } from "@chat-etl/sdk";
import { onTestFinished } from "vitest";
import { CometchatSinkConfig } from "../src/config.ts";
import { cometchatSink } from "../src/index.ts";

interface Heard {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** As it came: key order counts. */
  readonly body: string;
}

export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const LOGGER = { debug() {}, info() {}, warn() {}, error() {} };

/** A server on loopback that answers every request alike, or as a function says, and the sink opened against it. */
export async function sinkAgainst(said: Said | ((heard: Heard) => Said)) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const one: Heard = {
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    heard.push(one);
    const { status = 200, headers = {}, body } = typeof said === "function" ? said(one) : said;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const sink = await open({ baseUrl: `http://127.0.0.1:${port}` });
  onTestFinished(async () => {
    await sink.close?.();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { sink, heard };
}

/** The sink with the options given, under the app "app1" of "us" and the key "k3y" else. */
export function open(given: Readonly<Record<string, string>>) {
  const config = CometchatSinkConfig.parse({ appId: "app1", region: "us", apiKey: "k3y", ...given });
  return cometchatSink.open(config, { signal: new AbortController().signal, logger: LOGGER });
}

export const NEVER: SendOptions = { signal: new AbortController().signal };
