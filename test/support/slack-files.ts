import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export interface SlackFiles extends AsyncDisposable {
  readonly url: string;
  /** The address of a file as an export has it, with the export's token or another one. */
  addressOf(path: string, token?: string): string;
}

/**
 * Serves files as files.slack.com does: to whoever has the export's token, by way of a redirect; anybody else is sent to a
 * page to sign in, with status 200. With its workspace it goes away.
 *
 * @param files bytes by path: `/F1/a.png`
 */
export async function serveSlackFiles(files: ReadonlyMap<string, Uint8Array>, token: string): Promise<SlackFiles> {
  const answer: RequestListener = (request, response) => {
    const { pathname, searchParams, search } = new URL(request.url ?? "", "http://x");
    if (pathname === "/sign-in")
      return void response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<!doctype html>Sign in");
    if (searchParams.get("t") !== token) return void response.writeHead(302, { location: "/sign-in" }).end();
    if (!pathname.startsWith("/served/"))
      return void response.writeHead(302, { location: `/served${pathname}${search}` }).end();
    const bytes = files.get(decodeURI(pathname.slice("/served".length)));
    if (bytes === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { "content-length": bytes.length, "content-type": "application/octet-stream" }).end(bytes);
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    addressOf: (path, key = token) => `${url}${path}?t=${key}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
