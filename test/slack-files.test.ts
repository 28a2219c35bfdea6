import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { etl, newFolder, start, summaryOf } from "./support/etl.ts";
import { killWhen } from "./support/kill-when.ts";
import { serveSlackFiles } from "./support/slack-files.ts";
import { serveTarget, storedTalk } from "./support/talkjs-target.ts";

const TOKEN = "xoxe-1-invented";

/** A channel in which everybody shows one file, which is Slack's own. */
function writeExport(paths: readonly string[], addressOf: (path: string) => string): string {
  const folder = newFolder();
  const messages = paths.map((path, at) => ({
    ...{ type: "message", user: "U1", text: `see ${at}`, ts: `${1_704_067_200 + at}.000100` },
    files: [
      {
        id: `F${at}`,
        name: path.split("/").at(-1),
        mode: "hosted",
        mimetype: "image/png",
        url_private: addressOf(path),
      },
    ],
  }));
  mkdirSync(join(folder, "general"));
  writeFileSync(join(folder, "users.json"), JSON.stringify([{ id: "U1", name: "ann" }]));
  writeFileSync(join(folder, "channels.json"), JSON.stringify([{ id: "C1", name: "general", members: ["U1"] }]));
  writeFileSync(join(folder, "general", "2024-01-01.json"), JSON.stringify(messages));
  return folder;
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

it("files of Slack are in TalkJS, through a kill, when Slack is gone; the token is nowhere", async () => {
  const cwd = newFolder();
  const names = Array.from({ length: 40 }, (_, at) => `/F${at}/picture ${at}.png`);
  const files = new Map(names.map((name, at) => [name, randomBytes(at === 5 ? 2_000_000 : 1_000 + at)]));
  // One was shown twice, under two ids.
  files.set("/F7/picture 7.png", files.get("/F6/picture 6.png") ?? Buffer.of());
  const slack = await serveSlackFiles(files, TOKEN);
  const path = writeExport(["/F40/late.png", ...names], (name) =>
    slack.addressOf(encodeURI(name), name === "/F40/late.png" ? "xoxe-1-expired" : TOKEN),
  );
  const run = [
    ...["run", "slack-export-to-talkjs", "--sandbox", "--sandbox-speed", "1000", "--json", "--source.path", path],
    ...["--source.tokenHosts", "127.0.0.1", "--attachments", "copy", "--workspace", "work"],
    ...["--attachments.allowPrivate", new URL(slack.url).host, "--sink.sandbox.importDialect", "g2"],
  ];

  const isLoading = (line: string) => line.includes('"settled"') && line.includes('"message"');
  expect(await killWhen(start(run, { cwd }), isLoading)).toBe("SIGKILL");

  const result = await etl(run, { cwd });
  const summary = summaryOf(result);
  expect([summary.status, summary.kinds.message.pending], result.stderr).toEqual(["complete", 0]);
  expect(summary.files).toMatchObject({ policy: "copy", copied: 40, failed: { "sign-in-page": 1 }, open: 0 });
  expect(summary.losses).toMatchObject({ "file-sign-in-page": 1, "attachment-linked": 1 });
  for (const name of readdirSync(join(cwd, "work"), { recursive: true, withFileTypes: true })) {
    if (name.isFile()) expect(readFileSync(join(name.parentPath, name.name)).includes("xoxe-"), name.name).toBe(false);
  }
  expect(result.stdout + result.stderr).not.toContain("xoxe-");

  await slack[Symbol.asyncDispose]();
  await using target = await serveTarget(join(cwd, "work", "sandbox", "talkjs"));
  const talk = await storedTalk(target, "C1");
  const found: string[] = [];
  for (const { attachment } of talk) {
    if (!attachment) continue;
    const answer = await fetch(new URL(attachment.url, target.url));
    const bytes = await answer.bytes();
    expect([answer.status, bytes.length]).toEqual([200, attachment.size]);
    found.push(hashOf(bytes));
  }
  expect(found).toEqual(names.map((name) => hashOf(files.get(name) ?? Buffer.of())));
  expect(talk.filter(({ custom }) => custom.part === undefined)).toHaveLength(41);
}, 60_000);
