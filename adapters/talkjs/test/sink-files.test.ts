import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { message, NOON } from "./encode-context.ts";
import { held, loadLobby, NEVER, sinkWorld } from "./sink-world.ts";

const CAT = "https://old.example/cat.png";

async function filesWorld(importDialect: string, switches = {}) {
  const world = await sinkWorld({ importDialect, ...switches }, { files: { [CAT]: "bytes of a picture" } });
  await loadLobby(world);
  const [copy = { path: "" }] = world.copies.values();
  const withFile = message({ text: "", attachments: [{ kind: "image", name: "cat.png", url: CAT, width: 4 }] });
  return { ...world, withFile, copy };
}

describe.each(["g1", "g2"])("dialect %s", (importDialect) => {
  it("E78: a file that was copied is uploaded, with its name and what is known of it", async () => {
    const world = await filesWorld(importDialect);
    const outcomes = await world.sink.send.message(world.wires({ ...world.withFile, text: "look" }), NEVER);
    expect(outcomes).toMatchObject([{ status: "written" }, { status: "written" }]);
    const [text, file] = await held(world);
    expect([text.text, text.createdAt, file.createdAt]).toEqual(["look", NOON, NOON + 1]);
    expect(file.content).toMatchObject([{ type: "file", filename: "cat.png", size: 18, subtype: "image", width: 4 }]);
    expect(file.custom).toMatchObject({ sourceId: "m1", part: "1", sentAt: String(NOON) });
    const url = String(file.attachment.url);
    expect(await (await fetch(url.startsWith("/") ? world.client.url + url : url)).text()).toBe("bytes of a picture");
  });

  it("what TalkJS does not take as a file is linked, with a loss", async () => {
    const world = await filesWorld(importDialect, { fileMaxBytes: 10 });
    const outcomes = await world.sink.send.message(world.wires(world.withFile), NEVER);
    expect(outcomes).toMatchObject([{ status: "written", losses: [{ code: "file-unavailable" }] }]);
    const [found] = await held(world);
    expect(found).toMatchObject({ text: expect.stringContaining(CAT), attachment: null });
    expect(await world.sink.settle?.message?.(world.wires(world.withFile), NEVER)).toMatchObject([
      { status: "written", losses: [{ code: "file-unavailable" }] },
    ]);
  });
});

it("a copy that somebody deleted before it was uploaded stops the load: nothing of its message is sent", async () => {
  const world = await filesWorld("g2");
  await rm(world.copy.path);
  const failure = await world.sink.send.message(world.wires(world.withFile), NEVER).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: "ConfigError", message: expect.stringContaining("Put it back") });
  expect(await held(world)).toEqual([]);
});

it("T26: an upload that fails leaves nothing in doubt; tokens that have run out are made anew", async () => {
  const world = await filesWorld("g2", { fileTokenName: "attachmentToken", tokenTtlSeconds: 2 });
  const wires = world.wires(world.withFile);
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
