import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { copyScene, fileSink, SERVED, withoutWords } from "./copy-scene.ts";
import { startFileServer, status } from "./file-server.ts";

/** Names of the files below a folder. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((one) =>
    one.isFile() ? [one.name] : [],
  );
}

it("copies each file once and gives the target its new link, size measured; equal files are stored once", async () => {
  await using server = await startFileServer({ "/a.txt": "the same", "/b.txt": "the same", "/c.txt": "another" });
  const scene = copyScene();
  const [a, b, c] = ["a", "b", "c"].map((name) => `${server.url}/${name}.txt`) as [string, string, string];
  scene.note("1", a, b);
  scene.note("2", a, c, "inside:x");
  scene.note("3");
  const summary = await scene.copy({ copying: { concurrency: 1 } });
  expect([summary.status, summary.losses]).toEqual(["complete", {}]);
  expect(summary.files).toMatchObject({ policy: "copy", total: 4, hosts: 1, copied: 4, failed: {}, open: 0 });
  expect(summary.files).toMatchObject({ bytes: "the same".length + "another".length + "inside:x".length });
  expect(filesIn(scene.folder).toSorted()).toEqual(["a.txt", "c.txt", "inside_x"]);
  const links = scene.arrived();
  const [same, other] = links["2"]?.split(" ").slice(1) ?? [];
  expect(links["1"]).toBe(`see ${same} ${same}`);
  expect(same).toMatch(new RegExp(`^${SERVED}/../[0-9a-f]{64}/a.txt#8$`));
  expect(other).toMatch(/c\.txt#7$/);
  const path = new URL(other ?? "").pathname.slice(1);
  expect(readFileSync(join(scene.folder, ...path.split("/")), "utf8")).toBe("another");
  expect(server.asked).toEqual(["/a.txt", "/b.txt", "/c.txt"]);
  // What is there stays: nothing is asked for again.
  await scene.copy();
  expect(server.asked).toHaveLength(3);
});

it("a file that cannot be had is a loss, and its message keeps the old link; only what time may mend is asked for again", async () => {
  await using server = await startFileServer({
    "/denied": status(403),
    "/busy": status(500),
    "/empty": "",
    "/there": "x",
    "/notice.png": '{"error":"expired"}',
  });
  const scene = copyScene();
  const url = (name: string) => `${server.url}/${name}`;
  for (const name of ["denied", "busy", "empty", "gone", "there", "notice.png"]) scene.note(name, url(name));
  scene.note("nowhere", "not-an-address");
  const told = { missing: "keep-link", isMissingGiven: true } as const;
  const summary = await scene.copy(told, { limit: 3 });
  expect(summary.losses).toEqual({ "file-denied": 1, "file-http-500": 1, "file-empty": 1 });
  expect(scene.arrived()).toMatchObject({ denied: `see ${url("denied")}`, busy: `see ${url("busy")}` });
  const before = server.asked.filter((path) => path === "/denied").length;
  server.files.set("/busy", "well again");
  scene.note("again", url("denied"), url("busy"));
  const second = await scene.copy({}, { again: {} });
  expect(second.files).toMatchObject({ copied: 2, failed: { denied: 1, empty: 1, gone: 1, "other-type": 1 } });
  expect(server.asked.filter((path) => path === "/denied")).toHaveLength(before);
  expect(scene.arrived()).toMatchObject({ nowhere: "see not-an-address", gone: `see ${url("gone")}` });
  expect(scene.arrived().again).toContain("/busy#10");
  expect(scene.arrived().busy).toBe(`see ${url("busy")}`);
  const failed = await scene.inWorkspace((workspace) => workspace.fileTallies.failed());
  expect(failed.map(({ code, count, host }) => [code, count, host])).toContainEqual(["gone", 1, server.host]);
  expect(JSON.stringify(failed)).not.toContain("/gone");
});

it("sends nothing while time may mend a file, unless it was said what becomes of missing ones", async () => {
  await using server = await startFileServer({ "/busy": status(500), "/denied": status(403) });
  const scene = copyScene();
  for (const name of ["busy", "denied"]) scene.note(name, `${server.url}/${name}`);
  const stopped = await scene.copy();
  expect([stopped.status, stopped.reason, scene.target.notes]).toEqual([
    "stopped",
    expect.stringMatching(/^1 files.*"etl errors --workspace \S+" lists them/),
    [],
  ]);
  server.files.set("/busy", "well again");
  const summary = await scene.copy();
  expect([summary.status, summary.losses]).toEqual(["complete", { "file-denied": 1 }]);
  expect(scene.arrived().busy).toContain(SERVED);
});

it("leaves the attachment out, or rejects the message until its file is mended, as is wanted", async () => {
  await using server = await startFileServer();
  const scene = copyScene();
  const url = `${server.url}/gone`;
  scene.note("1", url);
  scene.note("2", url);
  scene.note("3");
  const dropped = await scene.copy({ missing: "drop", isMissingGiven: true }, { limit: 1 });
  expect([dropped.losses, scene.arrived()]).toEqual([{ "file-gone": 1 }, { "1": "see" }]);
  const rejecting = { missing: "reject", isMissingGiven: true } as const;
  const rejected = await scene.copy(rejecting);
  expect(rejected.rejects).toMatchObject([{ kind: "message", code: "file-gone", count: 1 }]);
  expect(rejected.kinds.message).toMatchObject({ staged: 3, written: 2, rejected: 1, pending: 0 });
  expect(Object.keys(scene.arrived()).sort()).toEqual(["1", "3"]);
  server.files.set("/gone", "mended");
  const replayed = await scene.copy(rejecting, { replay: { code: "file-gone" } });
  expect([replayed.status, replayed.files]).toMatchObject(["complete", { copied: 1, failed: {} }]);
  expect(scene.arrived()["2"]).toMatch(/gone#6$/);
});

it("tries all files again that could not be had, and verifying knows which message has which link", async () => {
  await using server = await startFileServer();
  const scene = copyScene();
  const url = `${server.url}/late`;
  scene.note("1", url);
  await scene.copy();
  server.files.set("/late", "here it is");
  const again = await scene.copy({}, { replay: { files: true } });
  expect(again.files).toMatchObject({ copied: 1, failed: {} });
  scene.note("2", url);
  await scene.copy({}, { again: {} });
  expect(scene.arrived()["1"]).toBe(`see ${url}`);
  expect(scene.arrived()["2"]).toMatch(/late#10$/);
  const verification = await scene.verify();
  expect([verification.status, verification.kinds.message]).toMatchObject(["equal", { found: 2, changed: 0 }]);
});

it("leaves files out where they are not wanted, and says how many stay where they are", async () => {
  await using server = await startFileServer();
  const scene = copyScene();
  scene.note("1", `${server.url}/x`, `${server.url}/y`);
  scene.note("2", `${server.url}/x`);
  const linked = await scene.go({ pipeline: scene.pipeline, limit: 1 });
  expect(linked.files).toEqual({ policy: "link", total: 2, hosts: 1 });
  const dropped = await scene.copy({ policy: "drop" });
  expect([dropped.losses, dropped.files]).toEqual([{ "attachment-dropped": 1 }, { policy: "drop", total: 2 }]);
  expect(scene.arrived()).toEqual({ "1": `see ${server.url}/x ${server.url}/y`, "2": "see" });
  expect(server.asked).toEqual([]);
});

it("a message that was nothing but files is not sent without them, and is no reject", async () => {
  const scene = copyScene();
  scene.note("words", "inside:x");
  scene.note("1", "inside:x");
  const { target, pipeline } = scene;
  const wordless = await scene.copy({ policy: "drop" }, { pipeline: withoutWords(pipeline, "1") });
  expect([wordless.status, wordless.losses]).toEqual(["complete", { "attachment-dropped": 2 }]);
  expect(wordless.kinds.message).toMatchObject({ written: 2, implied: 1, rejected: 0, pending: 0 });
  expect(target.notes.map(({ key }) => key)).toEqual(["words"]);
  expect((await scene.verify()).status).toBe("equal");
});

it("keeps to the limits of one file and of all; the next run may be given more", async () => {
  await using server = await startFileServer({ "/1": "a".repeat(60), "/2": "b".repeat(60), "/3": "c".repeat(200) });
  const scene = copyScene();
  for (const name of ["1", "2", "3"]) scene.note(name, `${server.url}/${name}`);
  const limits = { maxFileBytes: 100, maxTotalBytes: 100, concurrency: 1 };
  const summary = await scene.copy({ copying: limits }, { limit: 1 });
  expect(summary.files).toMatchObject({ copied: 1, bytes: 60 });
  const rest = await scene.copy({ copying: limits });
  expect(rest.files).toMatchObject({ copied: 1, bytes: 60, failed: { "over-total": 2 } });
  scene.note("4", `${server.url}/2`, `${server.url}/3`);
  const more = await scene.copy({ copying: { ...limits, maxTotalBytes: 1_000 } }, { again: {} });
  expect(more.files).toMatchObject({ copied: 2, bytes: 120, failed: { "too-large": 1 } });
});

it("stops when twenty files of a host in a row fail alike, be it behind good ones, and gives none of them up", async () => {
  await using server = await startFileServer({ "/good": "here it is" });
  const scene = copyScene();
  scene.note("good", `${server.url}/good`);
  for (let index = 0; index < 25; index += 1) {
    server.files.set(`/${index}`, status(403));
    scene.note(String(index), `${server.url}/${index}`);
  }
  const message = new RegExp(`^20 files of "${server.host}" in a row failed with the code "denied"`);
  await expect(scene.copy({ copying: { concurrency: 1 } })).rejects.toThrow(message);
  expect(scene.target.notes).toEqual([]);
  const counts = await scene.inWorkspace((workspace) => workspace.fileTallies.counts());
  expect(counts).toMatchObject({ copied: 1, failed: {}, open: 25 });
  const told = await scene.copy({ missing: "keep-link", isMissingGiven: true });
  expect([told.status, told.losses]).toEqual(["complete", { "file-denied": 25 }]);
});

it("does not blame a host for limits of ours", async () => {
  await using server = await startFileServer();
  const scene = copyScene();
  for (let index = 0; index < 25; index += 1) {
    server.files.set(`/${index}`, "too large");
    scene.note(String(index), `${server.url}/${index}`);
  }
  const summary = await scene.copy({ copying: { maxFileBytes: 3 } });
  expect([summary.status, summary.losses]).toEqual(["complete", { "file-too-large": 25 }]);
});

it("is interrupted in the middle, and goes on behind what it has", async () => {
  const stop = new AbortController();
  await using server = await startFileServer({ "/1": "one", "/2": () => stop.abort(new Error("Interrupted.")) });
  const scene = copyScene();
  for (const name of ["1", "2"]) scene.note(name, `${server.url}/${name}`);
  const interrupted = await scene.copy({ copying: { concurrency: 1 } }, { stop: stop.signal });
  expect([interrupted.status, interrupted.files]).toMatchObject(["interrupted", { copied: 1, open: 1 }]);
  server.files.set("/2", "two");
  const summary = await scene.copy();
  expect([summary.status, summary.files]).toMatchObject(["complete", { copied: 2, open: 0 }]);
  expect(server.asked.filter((path) => path === "/1")).toHaveLength(1);
});

it("hands files to a sink that takes them itself, and keeps to one place", async () => {
  await using server = await startFileServer({ "/a": "bytes" });
  const scene = copyScene();
  const url = `${server.url}/a`;
  scene.note("1", url, `${server.url}/gone`);
  scene.note("inside", "inside:x");
  const opened: unknown[] = [];
  const sink = {
    ...fileSink,
    open: async (...[config, context]: Parameters<typeof fileSink.open>) => {
      const open = await fileSink.open(config, context);
      return {
        ...open,
        send: {
          ...open.send,
          message: async (...given: Parameters<typeof open.send.message>) => {
            const [notes] = given;
            for (const { body } of notes as readonly unknown[] as readonly { readonly body: string }[])
              for (const link of body.split(" ").slice(1))
                opened.push(await context.openFile?.(link.split("#")[0] ?? ""));
            return await open.send.message(...given);
          },
        },
      };
    },
  };
  const pipeline = { ...scene.pipeline, sink };
  await scene.copy({ copying: { localFolder: scene.folder } }, { pipeline });
  expect(scene.arrived()["1"]).toBe(`see ${url}#5 ${server.url}/gone`);
  expect(scene.arrived().inside).toMatch(/^see copied-file:[0-9a-f]{64}\/inside%3Ax#8$/);
  const path = expect.stringContaining(scene.folder);
  expect(opened).toEqual([{ path, sizeBytes: 5 }, undefined, { path, sizeBytes: 8 }]);
  expect(readFileSync((opened[0] as { path: string }).path, "utf8")).toBe("bytes");
  scene.note("2", `${server.url}/a2`);
  await expect(scene.copy({}, { again: {} })).rejects.toThrow(/were copied to the workspace's own folder before/);
});

it("a plan counts what a run will send, and asks some of the hosts, but nothing of the target", async () => {
  await using server = await startFileServer({ "/a": "12345", "/denied": status(403) });
  const scene = copyScene();
  for (const name of ["a", "denied", "gone"]) scene.note(name, `${server.url}/${name}`);
  scene.note("a2", `${server.url}/a`);
  const attachments = scene.attachments();
  const { copying } = attachments;
  if (copying === undefined) throw new Error("It is to copy.");
  const askFiles = {
    most: 20,
    fetcher: copying.fetcher,
    options: { maxBytes: 1_000, allowPrivate: true },
    concurrency: 3,
  };
  const made = await scene.plan({ pipeline: scene.pipeline, attachments, askFiles });
  expect(made?.plannedFiles).toMatchObject({ attachments: 4, files: 3, hosts: 1, asked: { files: 3, there: 1 } });
  expect(made?.plannedFiles?.asked?.failed).toEqual({ denied: 1, gone: 1 });
  expect(made?.plannedFiles?.estimate?.bytes).toBe(15);
  expect([scene.target.notes, filesIn(scene.folder)]).toEqual([[], []]);
  expect(await scene.inWorkspace((workspace) => workspace.fileTallies.counts())).toBeUndefined();
  const quiet = await scene.plan({ pipeline: scene.pipeline, attachments });
  expect([quiet?.plannedFiles?.asked, quiet?.losses]).toEqual([undefined, {}]);
  const summary = await scene.copy();
  expect(summary.requests).toBe(quiet?.requests);
});

it("with a limit, fetches what is sent and no more, though nobody knew beforehand which messages that would be", async () => {
  await using server = await startFileServer({ "/1": "one", "/2": "two", "/3": "three" });
  const scene = copyScene();
  for (const name of ["1", "2", "3"]) scene.note(name, `${server.url}/${name}`);
  const message: typeof fileSink.encode.message = (record, context) =>
    record.id === "1"
      ? { reject: { code: "unfit", message: "It does not fit." } }
      : fileSink.encode.message(record, context);
  const pipeline = { ...scene.pipeline, sink: { ...fileSink, encode: { ...fileSink.encode, message } } };
  const wanted = { missing: "reject", isMissingGiven: true } as const;
  const summary = await scene.copy(wanted, { pipeline, limit: 1 });
  expect(summary.kinds.message).toMatchObject({ written: 1, rejected: 1, pending: 1 });
  expect([summary.losses, Object.keys(scene.arrived()), server.asked]).toEqual([{}, ["2"], ["/1", "/2"]]);
  const verification = await scene.verify();
  expect([verification.status, verification.kinds.message.changed]).toEqual(["equal", 0]);
});
