import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Served {
  /** `http://127.0.0.1:…`, without a path. */
  readonly url: string;
  /** `127.0.0.1:…` */
  readonly host: string;
  readonly requests: readonly { readonly url: string; readonly headers: IncomingMessage["headers"] }[];
}

/** A server on loopback that goes away with its test. `count` is 1 for the first request. */
export async function served(
  answer: (response: ServerResponse, count: number, request: IncomingMessage) => void,
): Promise<Served> {
  const requests: { url: string; headers: IncomingMessage["headers"] }[] = [];
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? "", headers: request.headers });
    answer(response, requests.length, request);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}`, host, requests };
}
