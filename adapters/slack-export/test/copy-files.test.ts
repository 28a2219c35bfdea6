import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SlackExportConfig } from "../src/config.ts";
import { bytesOf, type FileServer, fileServer } from "./file-server.ts";
import { type Config, countsOf, keepLog, openSource, pagesOf, readAll, recordsOf } from "./read-all.ts";
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

/** A message so many seconds after the first. */
const sharing = (second: number, ...files: readonly object[]) => ({
  ...MESSAGE,
  ts: `${1_704_067_200 + second}.000000`,
  files,
});

async function copying(messages: readonly object[], options: Partial<Config> = {}, more: object = {}) {
  const path = await smallExport({ [DAY]: messages, ...more });
  const folder = options.filesFolder ?? join(await tempFolder(), "files");
  const config: Config = {
    path,
    attachments: "copy",
    filesFolder: folder,
    filesUrl: "https://files.example.org/old",
    fileHosts: "127.0.0.1",
    allowPrivateAddresses: true,
    ...options,
  };
  return { folder, ...(await readingOf(config)) };
}

async function readingOf(config: Config) {
  const log = keepLog();
  const lines = await readAll(config, log);
  const counted = countsOf(lines, "dropped");
  expect(JSON.stringify([lines, log.lines])).not.toContain("xox");
  const records = [...recordsOf(lines, "message").values()];
  const files = await readdir(config.filesFolder ?? "").catch(() => []);
  const told = log.lines.filter(([message]) => /copied/.test(message));
  return {
    config,
    records,
    attachments: records.flatMap(({ attachments }) => attachments),
    details: records.flatMap(({ extra }) => (extra.files ?? []) as readonly { readonly notCopied?: string }[]),
    files: files.toSorted(),
    done: told[0]?.[1],
    failures: told.slice(1).map(([, fields]) => fields),
    counted,
    lines,
  };
}

describe("--source.attachments copy", () => {
  it("§9.1: downloads files with the export's token, and gives them the operator's address", async () => {
    const server = await fileServer();
    const { attachments, folder, files, done } = await copying([sharing(0, hosted(server, "F1"))]);
    expect(server.asked).toEqual([`/F1.png?t=${TOKEN}`]);
    expect(files).toEqual(["F1-F1.png"]);
    const bytes = await readFile(join(folder, "F1-F1.png"), "utf8");
    expect(bytes).toBe(bytesOf("/F1.png"));
    expect(attachments).toEqual([
      {
        kind: "image",
        name: "F1.png",
        mimeType: "image/png",
        url: "https://files.example.org/old/F1-F1.png",
        sizeBytes: bytes.length,
      },
    ]);
    expect(done).toMatchObject({ downloaded: 1, fromExport: 0, thereAlready: 0, bytes: bytes.length });
  });

  it("§9.1: asks for the same file of many messages once, be it there or not", async () => {
    const server = await fileServer((response, { url = "" }) =>
      url.startsWith("/F2") ? response.writeHead(404).end() : response.end("bytes"),
    );
    const [one, gone] = [hosted(server, "F1"), hosted(server, "F2")];
    const messages = Array.from({ length: 1200 }, (_, second) => sharing(second, one, gone));
    const { attachments, failures } = await copying(messages);
    expect(server.asked.toSorted()).toEqual([`/F1.png?t=${TOKEN}`, `/F2.png?t=${TOKEN}`]);
    expect(new Set(attachments.map(({ url }) => url))).toEqual(
      new Set(["https://files.example.org/old/F1-F1.png", `${server.url}/F2.png`]),
    );
    expect(failures).toMatchObject([{ code: "gone", count: 1, example: "F2" }]);
  });

  it("counts each file that could not be had once, by why, where its first message stands", async () => {
    const server = await fileServer((response, { url = "" }) =>
      url.startsWith("/F1") ? response.end("bytes") : response.writeHead(url.startsWith("/F2") ? 404 : 403).end(),
    );
    const files = ["F1", "F2", "F3", "F4"].map((id) => hosted(server, id));
    const messages = Array.from({ length: 1200 }, (_, second) => sharing(second, ...files.slice(0, second + 1)));
    const { records, counted, lines } = await copying(messages);
    expect(counted).toEqual({ "file-gone": 1, "file-denied": 2 });
    expect(records).toHaveLength(1200);
    const origins = lines.filter(({ dropped }) => dropped !== undefined).map(({ origin }) => origin);
    const places = lines.filter(({ stream }) => stream === "messages").map(({ origin }) => origin);
    expect(origins).toEqual([`${places[1]}, file F2`, `${places[2]}, file F3`, `${places[3]}, file F4`]);
  });

  it("counts no file that could be had", async () => {
    const server = await fileServer();
    expect((await copying([sharing(0, hosted(server, "F1"))])).counted).toEqual({});
  });

  it("fetches a few at once, and not more", async () => {
    // Answers when four are waiting; a fifth that is asked for meanwhile is counted.
    const waiting: ServerResponse[] = [];
    const answerAll = () => waiting.splice(0).map((response) => response.end("bytes"));
    const server = await fileServer((response) => {
      if (waiting.push(response) === 4) setTimeout(answerAll, 20);
    });
    const files = Array.from({ length: 20 }, (_, at) => hosted(server, `F${at}`));
    expect((await copying([sharing(0, ...files)])).files).toHaveLength(20);
    expect(server.atOnce()).toBe(4);
  });

  it("does not fetch again what is there whole, and does what is not", async () => {
    const server = await fileServer();
    const size = bytesOf("/F1.png").length;
    const messages = [
      sharing(0, hosted(server, "F1", { size }), hosted(server, "F2", { size }), hosted(server, "F3", { size: 9 })),
    ];
    const first = await copying(messages);
    expect(first.files).toEqual(["F1-F1.png", "F2-F2.png"]);
    expect(first.failures).toMatchObject([{ code: "wrong-size", example: "F3" }]);
    await writeFile(join(first.folder, "F2-F2.png"), "cut");
    await writeFile(join(first.folder, "F1-F1.png.part"), "left by a crash");
    const again = await readingOf(first.config);
    expect(server.asked.slice(3).toSorted()).toEqual([`/F2.png?t=${TOKEN}`, `/F3.png?t=${TOKEN}`]);
    expect(again.done).toMatchObject({ downloaded: 1, thereAlready: 1 });
    expect(again.attachments).toEqual(first.attachments);
    expect(await readFile(join(first.folder, "F2-F2.png"), "utf8")).toBe(bytesOf("/F2.png"));
  });

  it("a resumed reading goes on behind its cursor, and asks for nothing twice", async () => {
    const server = await fileServer();
    const messages = Array.from({ length: 1500 }, (_, second) =>
      sharing(second, ...(second % 100 === 0 ? [hosted(server, `F${second}`)] : [])),
    );
    const path = await smallExport({ [DAY]: messages });
    const files = { filesFolder: join(await tempFolder(), "files"), filesUrl: "https://files.example.org" };
    const config = {
      path,
      attachments: "copy",
      fileHosts: "127.0.0.1",
      allowPrivateAddresses: true,
      ...files,
    } as const;
    let cursor: string | undefined;
    for await (const page of pagesOf("messages", await openSource(config))) {
      cursor = page.cursor;
      break;
    }
    const before = server.asked.length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(15);
    for await (const _ of pagesOf("messages", await openSource(config), cursor));
    expect(new Set(server.asked).size).toBe(15);
    expect(server.asked).toHaveLength(15);
  });

  it("does not fetch files of messages that are left out, nor stubs, nor links to elsewhere", async () => {
    const server = await fileServer();
    const other = await fileServer();
    const elsewhere = other.url.replace("127.0.0.1", "localhost");
    const { records, files } = await copying(
      [
        sharing(-86_400, hosted(server, "F1")),
        { ...sharing(1, hosted(server, "F2")), subtype: "message_changed", hidden: true },
        { ...sharing(2, hosted(server, "F3")), ts: "never" },
        sharing(3, hosted(server, "F4", { mode: "tombstone" }), hosted(server, "F5", { mode: "hidden_by_limit" })),
        sharing(4, hosted(server, "F6", { file_access: "access_denied" }), { id: "F7", mode: "hosted" }),
        sharing(5, hosted({ url: elsewhere }, "F8", { mode: "external", is_external: true })),
        sharing(6, hosted({ url: elsewhere }, "F9"), hosted({ url: "https://notslack.com" }, "F10")),
        { ...sharing(7), files: [null], x_files: ["F11"] },
      ],
      { since: "2024-01-01" },
    );
    expect([...server.asked, ...other.asked, ...files]).toEqual([]);
    expect(records.flatMap(({ attachments }) => attachments.map(({ url }) => url))).toEqual([
      ...[undefined, undefined, undefined, undefined],
      `${elsewhere}/F8.png`,
      `${elsewhere}/F9.png`,
      "https://notslack.com/F10.png",
      undefined,
    ]);
  });
});

describe("a file that cannot be had keeps its link without the token, and its message", () => {
  async function failing(answer: Parameters<typeof fileServer>[0], options: Partial<Config> = {}, more: object = {}) {
    const server = await fileServer(answer);
    const made = await copying([sharing(0, hosted(server, "F1", more)), sharing(1)], options);
    expect(made.records).toHaveLength(2);
    expect(made.files).toEqual([]);
    expect(made.attachments).toMatchObject([
      { url: `${server.url}/F1.png`, thumbnailUrl: `${server.url}/F1-small.png` },
    ]);
    const [{ notCopied } = {}] = made.details;
    expect(made.failures).toEqual([{ code: notCopied, count: 1, example: "F1", why: expect.stringMatching(/\.$/) }]);
    return { notCopied, asked: server.asked.length };
  }

  it("at a private address, which is not asked unless that is allowed", async () => {
    const refused = await failing(undefined, { allowPrivateAddresses: false });
    expect(refused).toEqual({ notCopied: "private-address", asked: 0 });
  });

  it("a sign-in page in place of a picture", async () => {
    const page = await failing((response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"));
    expect(page.notCopied).toBe("sign-in-page");
  });

  it("a sign-in page in place of a page: its size tells", async () => {
    const page = await failing(
      (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
      {},
      { mimetype: "text/html", size: 7000 },
    );
    expect(page.notCopied).toBe("wrong-size");
  });

  it("an endless one", async () => {
    const endless = await failing(
      (response) => {
        const more = () => response.destroyed || response.write(Buffer.alloc(65_536), more);
        more();
      },
      { maxFileMegabytes: 0.5 },
    );
    expect(endless.notCopied).toBe("too-large");
  });

  it("a slow one", async () => {
    const slow = await failing((response) => void response.write("."), { fileTimeoutSeconds: "0.2" });
    expect(slow.notCopied).toBe("too-slow");
  });

  it("a token that expired", async () => {
    expect((await failing((response) => response.writeHead(403).end())).notCopied).toBe("denied");
  });

  it("a host that would hand the token on", async () => {
    const other = await fileServer();
    const handed = await failing((response) =>
      response.writeHead(302, { location: `${other.url}/x?t=${TOKEN}` }).end(),
    );
    expect(handed.notCopied).toBe("secret-redirect");
    expect(other.requests).toEqual([]);
  });

  it("but a redirect without the token is followed, and the other host sees nothing of it", async () => {
    const other = await fileServer();
    const server = await fileServer((response) => response.writeHead(302, { location: `${other.url}/x` }).end());
    expect((await copying([sharing(0, hosted(server, "F1"))])).files).toEqual(["F1-F1.png"]);
    expect(other.requests).toHaveLength(1);
    expect(other.requests.join()).not.toContain("xox");
  });
});

it("a folder that cannot be written stops the run: it is the operator's", async () => {
  const server = await fileServer();
  const file = join(await tempFolder(), "file");
  await writeFile(file, "no folder");
  const run = copying([sharing(0, hosted(server, "F1"))], { filesFolder: file });
  await expect(run).rejects.toMatchObject({ name: "ConfigError" });
});

describe("§2.3: files that third parties put into the export are copied from there", () => {
  const UPLOAD = "__uploads/F1/harbour ü.gz";
  const ATTACHED = "C1/attachments/F2-plan.txt";
  const messages = (server: FileServer) => [
    sharing(0, hosted(server, "F1", { name: "harbour ü.gz", size: 4 })),
    sharing(1, { id: "F2", name: "plan.txt", mode: "hosted", url_private: "attachments/F2-plan.txt" }),
    sharing(2, hosted(server, "F3", { mode: "tombstone" })),
  ];
  // It begins like a packed file, and is copied as it is.
  const BYTES = { [UPLOAD]: "\u001f\u0000zz", [ATTACHED]: "the plan", "__uploads/F3/gone.txt": "gone" };
  const EXPECTED = [
    "https://files.example.org/old/F1-harbour%20%C3%BC.gz",
    "https://files.example.org/old/F2-plan.txt",
    undefined,
  ];

  it("from a folder", async () => {
    const server = await fileServer();
    const { attachments, files, folder, done } = await copying(messages(server), {}, BYTES);
    expect(attachments.map(({ url }) => url)).toEqual(EXPECTED);
    expect(server.asked).toEqual([]);
    expect(files).toEqual(["F1-harbour ü.gz", "F2-plan.txt"]);
    expect(await readFile(join(folder, "F1-harbour ü.gz"), "utf8")).toBe(BYTES[UPLOAD]);
    expect(done).toMatchObject({ downloaded: 0, fromExport: 2 });
  });

  it("from a zip; one that is damaged costs itself alone", async () => {
    const server = await fileServer();
    const folder = await tempFolder();
    const path = join(folder, "export.zip");
    const zip = createZip(path, {});
    const files = { "users.json": USERS, "channels.json": CHANNELS, [DAY]: messages(server), ...BYTES };
    for (const [name, content] of Object.entries(files))
      zip.add(name, typeof content === "string" ? content : JSON.stringify(content));
    zip.close();
    const config = { filesFolder: join(folder, "files"), filesUrl: "https://files.example.org/old/" };
    const whole = await readingOf({ path, attachments: "copy", ...config });
    expect(whole.attachments.map(({ url }) => url)).toEqual(EXPECTED);
    const bytes = await readFile(path);
    bytes.fill(0xff, bytes.indexOf(ATTACHED) + ATTACHED.length, bytes.indexOf(ATTACHED) + ATTACHED.length + 6);
    await writeFile(path, bytes);
    const again = await readingOf({ path, attachments: "copy", ...config, filesFolder: join(folder, "again") });
    expect(again.files).toEqual(["F1-harbour ü.gz"]);
    expect(again.failures).toMatchObject([{ code: "damaged-file", count: 1, example: "F2" }]);
    expect(again.records).toHaveLength(3);
  });
});

describe("options", () => {
  const issues = (options: object) =>
    SlackExportConfig.safeParse({ path: "x", ...options }).error?.issues.map(({ path }) => path.join("."));

  it("need a folder and its address where files are copied, and nowhere else", () => {
    expect(issues({ attachments: "copy" })).toEqual(["filesFolder", "filesUrl"]);
    expect(issues({ attachments: "link" })).toBeUndefined();
  });

  it("take addresses that names can be put behind", () => {
    for (const filesUrl of ["ftp://x.org", "files", "https://x.org/?a", "https://x.org/#a", "https://u:p@x.org"])
      expect(issues({ filesUrl })).toEqual(["filesUrl"]);
    expect(issues({ filesUrl: "https://x.org/a/b/" })).toBeUndefined();
  });

  it("take words for what they are", () => {
    const read = (options: object) => SlackExportConfig.parse({ path: "x", ...options });
    expect(read({})).toMatchObject({ maxFileMegabytes: 100, fileTimeoutSeconds: 120, allowPrivateAddresses: false });
    expect(read({}).fileHosts).toEqual(["slack.com", "slack-gov.com"]);
    expect(read({ allowPrivateAddresses: "true", fileHosts: "A.org, b.org" })).toMatchObject({
      allowPrivateAddresses: true,
      fileHosts: ["a.org", "b.org"],
    });
  });

  it("do not let files be copied into the export itself", async () => {
    const path = await smallExport({ [DAY]: [MESSAGE] });
    await mkdir(join(path, "files"));
    const config = { path, attachments: "copy", filesFolder: join(path, "files"), filesUrl: "https://x.org" } as const;
    await expect(readAll(config)).rejects.toThrow("lies in the export itself");
  });
});
