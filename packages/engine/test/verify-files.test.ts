import { folderStore } from "@chat-etl/io";
import { expect, it } from "vitest";
import { verifyFiles } from "../src/verify/verify-files.ts";
import { copyScene } from "./copy-scene.ts";
import { type Served, startFileServer } from "./file-server.ts";

/** A page of the same size as the file, or of a size that nobody says. */
const page =
  (headers: Readonly<Record<string, string | number>>): Served =>
  (response) =>
    response.writeHead(200, headers).end();

it("a link leads to its file only if the file's own size answers there, and no page", async () => {
  const names = ["good", "page", "endless", "short", "gone", "page.html"];
  await using source = await startFileServer(Object.fromEntries(names.map((name) => [`/${name}`, `12345 ${name}`])));
  await using server = await startFileServer();
  const scene = copyScene();
  for (const name of names) scene.note(name, `${source.url}/${name}`);
  const store = folderStore({ folder: scene.folder, baseUrl: server.url });
  const given = { copying: { store } };
  await scene.copy(given);
  const links = Object.entries(scene.arrived()).map(
    ([name, body]) => [name, new URL(body.split(" ")[1] ?? "").pathname] as const,
  );
  const answers: Readonly<Record<string, Served>> = {
    good: "12345 good",
    page: page({ "content-type": "text/html", "content-length": "12345 page".length }),
    endless: page({ "transfer-encoding": "chunked" }),
    short: "12345",
    "page.html": page({ "content-type": "text/html", "content-length": "12345 page.html".length }),
  };
  for (const [name, path] of links) if (answers[name] !== undefined) server.files.set(path, answers[name]);
  const { copying } = scene.attachments(given);
  if (copying === undefined) throw new Error("It is to copy.");
  const { signal: stop } = new AbortController();
  const verified = await scene.inWorkspace(({ files }) =>
    verifyFiles({ files, copying, share: 1, stop, onEvent: () => {} }),
  );
  expect(verified).toMatchObject({ compared: 6, equal: 2, missing: 0, changed: 0, unreachable: 4 });
  const codes = verified.samples.map(({ key, code }) => [key.split("/").at(-1), code]);
  expect(Object.fromEntries(codes)).toEqual({
    page: "sign-in-page",
    endless: "no-size",
    short: "wrong-size",
    gone: "gone",
  });
});
