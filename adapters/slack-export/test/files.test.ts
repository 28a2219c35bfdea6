import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type DownloadError, fetchFile } from "@chat-etl/io";
import { describe, expect, it } from "vitest";
import { bytesOf, type FileServer, fileServer } from "./file-server.ts";
import { keepLog, openSource, readAll } from "./read-all.ts";
import { CHANNELS, MESSAGE, smallExport, USERS } from "./small-export.ts";
import { tempFolder } from "./support/temp-folder.ts";
import { createZip } from "./support/zip.ts";

const TOKEN = "xoxe-1-invented";
const DAY = "general/2024-01-01.json";

/** A file of Slack's, on the test's own server. */
const hosted = ({ url }: Pick<FileServer, "url">, id: string, more: object = {}) => ({
  id,
  name: `${id}.png`,
  mimetype: "image/png",
  mode: "hosted",
  url_private: `${url}/${id}.png?t=${TOKEN}`,
  thumb_360: `${url}/${id}-small.png?t=${TOKEN}`,
  ...more,
});

const sharing = (second: number, files: readonly object[], more: object = {}) => ({
  ...MESSAGE,
  ts: `${1_704_067_200 + second}.000000`,
  files,
  ...more,
});

/** Reads an export, and then fetches each file as the stage does: how it was staged, and its bytes or why there are none. */
async function fetchAll(path: string) {
  const config = { path, tokenHosts: "127.0.0.1" } as const;
  const log = keepLog();
  const lines = await readAll(config, log);
  expect(JSON.stringify([lines, log.lines, log.notices])).not.toContain("xox");
  const source = await openSource(config, log);
  const { signal } = new AbortController();
  const spool = join(await tempFolder(), "file");
  const fetched: { url: string | undefined; got: string }[] = [];
  for (const { origin, records } of lines) {
    for (const attachment of records.flatMap((one) => (one.kind === "message" ? one.attachments : []))) {
      const { url, mimeType, sizeBytes: expectedBytes } = attachment;
      const place = await source.files?.(attachment, { origin, signal });
      if (place === undefined) {
        fetched.push({ url, got: "not known" });
        continue;
      }
      const limits = { maxBytes: 1_000, timeoutMs: 5_000, attempts: 1, allowPrivate: true };
      const got = await fetchFile(place, { path: spool, mimeType, expectedBytes, ...limits, signal }).then(
        () => readFile(spool, "utf8"),
        ({ code, message }: DownloadError) => {
          expect(message).not.toContain("xox");
          return code;
        },
      );
      fetched.push({ url, got });
    }
  }
  return fetched;
}

describe("§9.1: how a file is had", () => {
  it("with the export's token, which is staged nowhere and sent to no other host", async () => {
    const server = await fileServer();
    const other = (await fileServer()).url.replace("127.0.0.1", "localhost");
    const days = {
      [DAY]: [
        sharing(0, [hosted(server, "F1"), hosted({ url: other }, "F2")]),
        sharing(1, [], { attachments: [{ image_url: `${server.url}/c.png?token=${TOKEN}&x=1`, text: "c" }] }),
      ],
      // Read once, though its files are asked for one by one.
      "general/2024-01-02.json": [sharing(86_400, [hosted(server, "F3"), hosted(server, "F4")])],
    };
    expect(await fetchAll(await smallExport(days))).toEqual([
      { url: `${server.url}/F1.png`, got: bytesOf("/F1.png") },
      { url: `${other}/F2.png`, got: "not known" },
      { url: `${server.url}/c.png?x=1`, got: bytesOf("/c.png") },
      { url: `${server.url}/F3.png`, got: bytesOf("/F3.png") },
      { url: `${server.url}/F4.png`, got: bytesOf("/F4.png") },
    ]);
    expect(server.asked[0]).toBe(`/F1.png?t=${TOKEN}`);
  });

  it("a token that expired, a page to sign in, a redirect that would take the token along: each has its code", async () => {
    const other = await fileServer();
    const server = await fileServer((response, { url = "" }) => {
      if (url.startsWith("/F1")) response.writeHead(403).end();
      else if (url.startsWith("/F4")) response.writeHead(302, { location: `${other.url}/x?t=${TOKEN}` }).end();
      else if (url.startsWith("/F5")) response.writeHead(302, { location: `${other.url}/x` }).end();
      else response.writeHead(200, { "content-type": "text/html" }).end("<html>sign in");
    });
    // Of a page only the size tells; of a canvas, Slack counts something else.
    const page = hosted(server, "F3", { mimetype: "text/html", name: "a.html", size: 7000 });
    const canvas = hosted(server, "F6", { mode: "quip", mimetype: "text/html", size: 7000 });
    const files = [
      hosted(server, "F1"),
      hosted(server, "F2"),
      page,
      hosted(server, "F4"),
      hosted(server, "F5"),
      canvas,
    ];
    const fetched = await fetchAll(await smallExport({ [DAY]: [sharing(0, files)] }));
    expect(fetched.map(({ got }) => got)).toEqual([
      ...["denied", "sign-in-page", "wrong-size", "secret-redirect", bytesOf("/x"), "<html>sign in"],
    ]);
    expect(other.requests.join()).not.toContain("xox");
  });

  it("not at all: stubs, and what is only linked", async () => {
    const server = await fileServer();
    const files = [
      hosted(server, "F4", { mode: "tombstone" }),
      hosted(server, "F5", { mode: "hidden_by_limit" }),
      hosted(server, "F6", { file_access: "access_denied" }),
      { id: "F7", mode: "hosted" },
      hosted({ url: "https://elsewhere.example" }, "F8", { mode: "external", is_external: true }),
    ];
    const fetched = await fetchAll(await smallExport({ [DAY]: [sharing(0, files, { x_files: ["F11"] })] }));
    expect(fetched.map(({ url, got }) => url ?? got)).toEqual([
      ...["not known", "not known", "not known", "not known"],
      ...["https://elsewhere.example/F8.png", "not known"],
    ]);
    expect(server.asked).toEqual([]);
  });
});

describe("§2.3: files that third parties put into the export are taken from there", () => {
  const UPLOAD = "__uploads/F1/harbour ü.gz";
  const ATTACHED = "C1/attachments/F2-plan.txt";
  const BARE = "__uploads/F4/bare.txt";
  const messages = (server: FileServer) => [
    sharing(0, [hosted(server, "F1", { name: "harbour ü.gz", size: 4 })]),
    sharing(1, [{ id: "F2", name: "plan.txt", mode: "hosted", url_private: "attachments/F2-plan.txt" }]),
    sharing(2, [hosted(server, "F3", { mode: "tombstone" }), { id: "F4", name: "bare.txt", mode: "hosted" }]),
  ];
  // It begins like a packed file, and is taken as it is.
  const BYTES = {
    [UPLOAD]: "\u001f\u0000zz",
    [ATTACHED]: "the plan",
    "__uploads/F3/gone.txt": "gone",
    [BARE]: "bare",
  };
  const expected = ({ url }: FileServer) => [
    { url: `${url}/F1.png`, got: BYTES[UPLOAD] },
    { url: "attachments/F2-plan.txt", got: BYTES[ATTACHED] },
    { url: undefined, got: "not known" },
    { url: BARE, got: BYTES[BARE] },
  ];

  it("from a folder", async () => {
    const server = await fileServer();
    expect(await fetchAll(await smallExport({ [DAY]: messages(server), ...BYTES }))).toEqual(expected(server));
    expect(server.asked).toEqual([]);
  });

  it("from a zip; one that is damaged costs itself alone", async () => {
    const server = await fileServer();
    const path = join(await tempFolder(), "export.zip");
    const zip = createZip(path, {});
    const files = { "users.json": USERS, "channels.json": CHANNELS, [DAY]: messages(server), ...BYTES };
    for (const [name, content] of Object.entries(files))
      zip.add(name, typeof content === "string" ? content : JSON.stringify(content));
    zip.close();
    expect(await fetchAll(path)).toEqual(expected(server));
    const bytes = await readFile(path);
    bytes.fill(0xff, bytes.indexOf(ATTACHED) + ATTACHED.length, bytes.indexOf(ATTACHED) + ATTACHED.length + 6);
    await writeFile(path, bytes);
    const damaged = await fetchAll(path);
    expect(damaged.map(({ got }) => got)).toEqual([BYTES[UPLOAD], "damaged-file", "not known", BYTES[BARE]]);
  });
});
