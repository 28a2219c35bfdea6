import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "undici";

/** Stands before a target, passes everything on, and writes down every batch that goes in. */
export async function record(target: string, file: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(async (incoming, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (incoming.method === "POST")
      appendFileSync(file, `${JSON.stringify({ path: incoming.url, body: body.toString("utf8") })}\n`);
    const { host: _, connection: __, "content-length": ___, ...headers } = incoming.headers;
    const passed = await request(`${target}${incoming.url}`, {
      method: incoming.method === "POST" ? "POST" : "GET",
      headers,
      body: body.length > 0 ? body : null,
    });
    answer.writeHead(passed.statusCode, { "content-type": "application/json" });
    answer.end(Buffer.from(await passed.body.arrayBuffer()));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
