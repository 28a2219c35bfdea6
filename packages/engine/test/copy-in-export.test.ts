import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { copyScene, fileSink, inFiles, SERVED } from "./copy-scene.ts";

it("a path is another file in each file of an export, and one and the same in one", async () => {
  const scene = copyScene();
  for (const key of ["a-1", "a-2", "b-1"]) scene.note(key, "files/1.bin");
  const summary = await scene.copy({}, { pipeline: inFiles(scene.pipeline) });
  expect([summary.status, summary.files]).toMatchObject(["complete", { total: 2, copied: 2 }]);
  const links = Object.entries(scene.arrived()).map(([key, body]) => [key, body.slice("see ".length).split("#")[0]]);
  const bytes = links.map(([key, link]) => [
    key,
    readFileSync(join(scene.folder, ...new URL(link ?? "").pathname.slice(1).split("/")), "utf8"),
  ]);
  expect(Object.fromEntries(bytes)).toEqual({ "a-1": "1 of a", "a-2": "1 of a", "b-1": "1 of b" });
  expect((await scene.verify()).status).toBe("equal");
});

it("with a limit, fetches files inside an export too, of messages that nobody knew would be sent", async () => {
  const scene = copyScene();
  for (const key of ["a-1", "b-1"]) scene.note(key, "files/1.bin");
  const message: typeof fileSink.encode.message = (record, context) =>
    record.id === "a-1"
      ? { reject: { code: "unfit", message: "It does not fit." } }
      : fileSink.encode.message(record, context);
  const sink = { ...fileSink, encode: { ...fileSink.encode, message } };
  const summary = await scene.copy({}, { pipeline: { ...inFiles(scene.pipeline), sink }, limit: 1 });
  expect(summary.files).toMatchObject({ copied: 2, failed: {} });
  expect(scene.arrived()["b-1"]).toContain(SERVED);
});

it("knows the files of a message that was sent, though it is changed in an export of another name", async () => {
  const scene = copyScene();
  for (const key of ["a-1", "a-2"]) scene.note(key, "files/1.bin");
  await scene.copy({}, { pipeline: inFiles(scene.pipeline), limit: 1 });
  for (const note of scene.source.notes) note.body = "see files/1.bin files/2.bin";
  const pipeline = inFiles(scene.pipeline, { a: "b" });
  const summary = await scene.copy({}, { pipeline, again: {} });
  expect([summary.status, summary.files]).toMatchObject(["complete", { copied: 3 }]);
  expect(scene.arrived()["a-2"]).toMatch(/^see [^ ]+#6 [^ ]+#6$/);
  const verification = await scene.verify();
  expect([verification.status, verification.kinds.message.changed]).toEqual(["equal", 0]);
});
