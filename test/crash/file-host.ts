import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Serves on loopback the files that messages show. */
export interface FileHost extends AsyncDisposable {
  /** `127.0.0.1:8080`. */
  readonly host: string;
}

export async function startFileHost(): Promise<FileHost> {
  const server = createServer((request, response) => {
    // No text, which would be taken for a notice in place of the picture.
    response.writeHead(200, { "content-type": "image/png" }).end(`\0The picture ${request.url}.`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
