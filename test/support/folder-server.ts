import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** Serves a folder on loopback, as an operator's web server does. */
export interface FolderServer extends AsyncDisposable {
  readonly url: string;
}

export async function serveFolder(folder: string): Promise<FolderServer> {
  const server = createServer(({ url = "" }, response) => {
    const path = join(folder, ...new URL(url, "http://x").pathname.split("/").map(decodeURIComponent));
    const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size;
    if (sizeBytes !== undefined) response.setHeader("content-length", sizeBytes);
    createReadStream(path)
      .on("error", () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
