// Serves files of so many bytes each, at any path, as fast as they are taken. Prints its port. Argument: bytes.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const sizeBytes = Number(process.argv[2]);
const chunk = Buffer.alloc(Math.min(sizeBytes, 1 << 20), "bytes of a file that nobody keeps\n");

const server = createServer((_, response) => {
  let sent = 0;
  response.writeHead(200, { "content-length": sizeBytes, etag: '"1"' });
  const more = (): void => {
    if (response.destroyed || sent === sizeBytes) return void response.end();
    const next = chunk.subarray(0, sizeBytes - sent);
    sent += next.length;
    response.write(next, more);
  };
  more();
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
