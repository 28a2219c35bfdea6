import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folderStore } from "@chat-etl/io";
import { expect, it } from "vitest";
import { copyScene, fileSink } from "./copy-scene.ts";
import { startFileServer, status } from "./file-server.ts";

const REPLAY = { replay: { files: true } } as const;

it("copies again what verifying found missing or changed, under the same links, and sends no message for it", async () => {
  const bytes = { "/a": "aaaa", "/b": "bbbb", "/c": "cccc", "/d": "dddd", "/same": "aaaa", "/whole": "whole" };
  await using source = await startFileServer(bytes);
  await using server = await startFileServer();
  const scene = copyScene();
  for (const path of Object.keys(bytes)) scene.note(path.slice(1), source.url + path);
  const given = { copying: { store: folderStore({ folder: scene.folder, baseUrl: server.url }), concurrency: 1 } };
  await scene.copy(given);
  const arrived = scene.arrived();
  const stored = (name: string) => join(scene.folder, ...new URL(linkOf(arrived, name)).pathname.slice(1).split("/"));
  for (const name of Object.keys(arrived))
    server.files.set(new URL(linkOf(arrived, name)).pathname, `${arrived[name]}`);
  for (const [path, text] of Object.entries(bytes))
    server.files.set(new URL(linkOf(arrived, path.slice(1))).pathname, text);
  for (const name of ["a", "c", "d"]) rmSync(stored(name));
  writeFileSync(stored("b"), "BBBB");
  const { copying } = scene.attachments(given);
  const verified = await scene.verify(fileSink, copying);
  expect(verified.files).toMatchObject({ compared: 5, equal: 1, missing: 3, changed: 1, unreachable: 0 });
  expect(verified.advice).toEqual([expect.stringContaining('"etl replay notes-to-notes --attachments copy --files"')]);

  // Whoever has nothing to send is not kept waiting for it.
  source.asked.length = 0;
  expect([(await scene.copy(given)).requests, source.asked]).toEqual([0, []]);
  source.files.set("/a", status(410));
  source.files.set("/c", status(404));
  source.files.set("/d", "DDDD");
  const replayed = await scene.copy(given, REPLAY);
  expect([replayed.status, replayed.requests, scene.arrived()]).toEqual(["complete", 0, arrived]);
  expect(source.asked.toSorted()).toEqual(["/a", "/b", "/c", "/d", "/same"]);
  expect([readFileSync(stored("a"), "utf8"), readFileSync(stored("b"), "utf8")]).toEqual(["aaaa", "bbbb"]);
  const told = scene.events.filter((one) => one.event === "notice" && one.code === "files-mended");
  expect(told).toMatchObject([
    { message: expect.stringMatching(/^2 copies .* 2 could not be had: .*"other-bytes" \(1\)/) },
  ]);

  // What is still missing is tried again by the next, and stops it where time may mend it.
  source.files.set("/c", status(500));
  source.files.set("/d", "dddd");
  const stopped = await scene.copy(given, REPLAY);
  expect([stopped.status, readFileSync(stored("d"), "utf8")]).toEqual(["stopped", "dddd"]);
  source.files.set("/c", "cccc");
  source.asked.length = 0;
  await scene.copy(given, REPLAY);
  expect(source.asked).toEqual(["/c"]);
  const again = await scene.verify(fileSink, copying);
  expect([again.status, again.advice]).toEqual(["equal", []]);

  // A plain run does it for what it still sends.
  for (const name of ["b", "whole"]) rmSync(stored(name));
  await scene.verify(fileSink, copying);
  scene.note("late", `${source.url}/whole`);
  source.asked.length = 0;
  await scene.copy(given, { again: {} });
  expect([source.asked, readFileSync(stored("whole"), "utf8")]).toEqual([["/whole"], "whole"]);
});

it("of a sink that takes files itself, copies again what is still to be uploaded, and nothing else", async () => {
  await using source = await startFileServer({ "/waits": "waits", "/cut": "cut off" });
  const scene = copyScene();
  for (const name of ["waits", "cut"]) scene.note(name, `${source.url}/${name}`);
  const given = { copying: { localFolder: scene.folder, concurrency: 1 } };
  const waiting = new AbortController();
  const stop = waiting.signal;
  const onEvent = ({ event, ...told }: { readonly event: string; readonly phase?: unknown }) => {
    if (event === "phase" && told.phase === "load") waiting.abort(new Error("Interrupted."));
  };
  const before = await scene.copy(given, { stop, onEvent });
  expect(before.files).toMatchObject({ copied: 2 });
  const keys = await scene.inWorkspace(async ({ files }) => {
    const found: string[] = [];
    for await (const page of files.copies(1)) found.push(...page.map(({ key }) => key));
    return found;
  });
  for (const key of keys) {
    if (key.endsWith("cut")) writeFileSync(join(scene.folder, key), "cut");
    else rmSync(join(scene.folder, key));
  }
  source.asked.length = 0;
  const after = await scene.copy(given);
  expect([after.status, source.asked.toSorted()]).toEqual(["complete", ["/cut", "/waits"]]);
  expect(keys.map((key) => readFileSync(join(scene.folder, key), "utf8")).toSorted()).toEqual(["cut off", "waits"]);
  // What is in the target may be deleted here.
  for (const key of keys) rmSync(join(scene.folder, key));
  source.asked.length = 0;
  await scene.copy(given, REPLAY);
  expect(source.asked).toEqual([]);
});

function linkOf(arrived: Readonly<Record<string, string>>, name: string): string {
  return arrived[name]?.split(" ")[1]?.split("#")[0] ?? "";
}
