import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface FileServer {
  /** `http://127.0.0.1:…`, without a path. */
  readonly url: string;
  /** Paths with their queries, in the order they were asked for. */
  readonly asked: readonly string[];
  /** The whole requests, as text. */
  readonly requests: readonly string[];
  /** Most that were answered at once. */
  readonly atOnce: () => number;
}

/** A server of files on loopback that goes away with its test. Default: sends `bytes of <path>`. */
export async function fileServer(
  answer: (response: ServerResponse, request: IncomingMessage) => void = (response, { url = "" }) =>
    response.writeHead(200, { "content-type": "image/png" }).end(bytesOf(url)),
): Promise<FileServer> {
  const asked: string[] = [];
  const requests: string[] = [];
  let [open, most] = [0, 0];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    requests.push(JSON.stringify([request.url, request.headers]));
    open += 1;
    most = Math.max(most, open);
    response.on("close", () => {
      open -= 1;
    });
    answer(response, request);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, requests, atOnce: () => most };
}

export function bytesOf(url: string): string {
  return `bytes of ${url.split("?")[0]}`;
}
