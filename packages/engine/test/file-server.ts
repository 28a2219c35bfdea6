import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What answers at a path: its bytes, or a function that answers by itself. */
export type Served = string | Buffer | ((response: ServerResponse) => void);

/** A host of files on loopback. */
export interface FileServer extends AsyncDisposable {
  readonly url: string;
  /** `127.0.0.1:8080`. */
  readonly host: string;
  /** May be changed at any time. */
  readonly files: Map<string, Served>;
  /** The paths of all requests for whole files, in order. */
  readonly asked: string[];
  /** How many requests there were for nothing but the head. */
  heads: number;
}

export async function startFileServer(files: Readonly<Record<string, Served>> = {}): Promise<FileServer> {
  const served = new Map(Object.entries(files));
  const asked: string[] = [];
  const counts = { heads: 0 };
  const server = createServer(({ url = "", method }, response) => {
    if (method === "HEAD") counts.heads += 1;
    else asked.push(url);
    const file = served.get(url);
    if (typeof file === "function") return file(response);
    if (file === undefined) return response.writeHead(404).end();
    const body = Buffer.from(file);
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": body.length });
    return response.end(method === "HEAD" ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    files: served,
    asked,
    get heads() {
      return counts.heads;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with nothing but a status. */
export function status(code: number): Served {
  return (response) => response.writeHead(code).end();
}
