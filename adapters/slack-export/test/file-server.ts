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
}

/** A server of files on loopback that goes away with its test. Default: sends `bytesOf` the path. */
export async function fileServer(
  answer: (response: ServerResponse, request: IncomingMessage) => void = (response, { url = "" }) =>
    response.writeHead(200, { "content-type": "image/png" }).end(bytesOf(url)),
): Promise<FileServer> {
  const asked: string[] = [];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    requests.push(JSON.stringify([request.url, request.headers]));
    answer(response, request);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, requests };
}

/** No text: it stands for a picture. */
export function bytesOf(url: string): string {
  return `\u0000bytes of ${url.split("?")[0]}`;
}
