import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { message, NOON } from "./encode-context.ts";
import { held, loadLobby, NEVER, sinkWorld } from "./sink-world.ts";

/** A host of files on loopback: `/gone`, `/sign-in`, `/large`, `/endless` and anything else. */
async function fileHost(): Promise<string> {
  const server = createServer((request, response) => {
    const kind = request.url ?? "";
    const isPage = kind.startsWith("/sign-in");
    response.writeHead(kind.startsWith("/gone") ? 404 : kind.startsWith("/denied") ? 403 : 200, {
      "content-type": isPage ? "text/html" : "image/png",
    });
    response.end(kind.startsWith("/large") ? Buffer.alloc(300_000) : "bytes of a picture");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

async function filesWorld(importDialect: string, config: Readonly<Record<string, string>> = {}, switches = {}) {
  const host = await fileHost();
  const world = await sinkWorld({ importDialect, ...switches }, { config: { privateFiles: host, ...config } });
  await loadLobby(world);
  const withFile = (name: string) =>
    message({ id: name, text: "", attachments: [{ kind: "image", name, url: `http://${host}/${name}`, width: 4 }] });
  return { ...world, withFile, host };
}

describe.each(["g1", "g2"])("dialect %s", (importDialect) => {
  it("E78: a file is copied into the app, with its name and what is known of it", async () => {
    const world = await filesWorld(importDialect);
    const caption = { ...world.withFile("cat.png"), text: "look" };
    const outcomes = await world.sink.send.message(world.wires(caption), NEVER);
    expect(outcomes).toMatchObject([{ status: "written" }, { status: "written" }]);
    const [text, file] = await held(world);
    expect([text.text, text.createdAt, file.createdAt]).toEqual(["look", NOON, NOON + 1]);
    expect(file.content).toMatchObject([{ type: "file", filename: "cat.png", size: 18, subtype: "image", width: 4 }]);
    expect(file.custom).toMatchObject({ sourceId: "cat.png", part: "1", sentAt: String(NOON) });
    const url = String(file.attachment.url);
    expect(await (await fetch(url.startsWith("/") ? world.client.url + url : url)).text()).toBe("bytes of a picture");
  });

  it.each(["gone.png", "denied.png", "sign-in.png", "large.png"])("%s is linked, with a loss", async (name) => {
    const world = await filesWorld(importDialect, { maxFileMegabytes: "0.2" });
    const outcomes = await world.sink.send.message(world.wires(world.withFile(name)), NEVER);
    expect(outcomes).toMatchObject([{ status: "written", losses: [{ code: "file-unavailable" }] }]);
    const [found] = await held(world);
    expect(found).toMatchObject({ text: expect.stringContaining(`http://${world.host}/${name}`), attachment: null });
    expect(await world.sink.settle?.message?.(world.wires(world.withFile(name)), NEVER)).toMatchObject([
      { status: "written", losses: [{ code: "file-unavailable" }] },
    ]);
  });
});

it("a file in the operator's own network is not fetched unless its host is named", async () => {
  const world = await filesWorld("g2", { privateFiles: "other.local:80" });
  const outcomes = await world.sink.send.message(world.wires(world.withFile("cat.png")), NEVER);
  expect(outcomes).toMatchObject([{ losses: [{ code: "file-unavailable" }] }]);
});

it("what TalkJS does not take as a file is linked", async () => {
  const world = await filesWorld("g2", {}, { fileMaxBytes: 10 });
  const outcomes = await world.sink.send.message(world.wires(world.withFile("cat.png")), NEVER);
  expect(outcomes).toMatchObject([{ status: "written", losses: [{ code: "file-unavailable" }] }]);
});

it("T26: an upload that fails leaves nothing in doubt; tokens that have run out are made anew", async () => {
  const world = await filesWorld("g2", {}, { fileTokenName: "attachmentToken", tokenTtlSeconds: 2 });
  const wires = world.wires(world.withFile("cat.png"));
  await world.order({ fault: "cut", path: "/files" });
  const failure = await world.sink.send.message(wires, NEVER).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: "TransientError", delivery: "none" });
  await world.order({ fault: "too-many-requests", path: "/import/" });
  await world.sink.send.message(wires, NEVER).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 2_200));
  // The token of the try before is too old now.
  const refused = await world.sink.send.message(wires, NEVER).catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: "BatchError" });
  expect(await world.sink.send.message(wires, NEVER)).toMatchObject([{ status: "written" }]);
  expect(await held(world)).toMatchObject([{ content: [{ type: "file" }] }]);
});
