import { expect, it } from "vitest";
import { ANY_CALL } from "../src/call.ts";
import { fileLines } from "../src/show/errors-text.ts";
import { filesText } from "../src/show/files-text.ts";
import { formatBytes } from "../src/show/format.ts";
import { planFilesText } from "../src/show/planned-files-text.ts";

it("says in plain words where files are", () => {
  expect(filesText(undefined)).toEqual([]);
  expect(filesText({ policy: "link", total: 1_200, hosts: 2 }).join()).toMatch(
    /^1,200 files stay where they are, at 2 hosts: .* the links die with the source's account/,
  );
  const copied = { total: 3, hosts: 1, copied: 1, bytes: 5_400_000, failed: { gone: 1 }, open: 1 };
  expect(filesText({ policy: "copy", ...copied, localFolder: "/srv/copies" })).toEqual([
    "1 of 3 files copied, 5.4 MB; 1 still to come.",
    "Could not be had: 1 × gone. Which and why: etl errors",
    "To try them again, with the options of the run: etl replay PIPELINE --attachments copy --files",
    "The copies in /srv/copies were for uploading: delete them when all messages are in and verified.",
  ]);
});

it("says what copying will take, and what the hosts said", () => {
  const asked = { files: 20, there: 18, failed: { gone: 2 }, answerMs: 40, bytes: 9_000, sized: 18 };
  const known = { attachments: 500, files: 400, hosts: 1, declaredBytes: 0 };
  expect(planFilesText({ plannedFiles: { ...known, asked, estimate: { bytes: 200_000, durationMs: 2_000 } } })).toEqual(
    [
      "To be copied before anything is sent: 400 files at 1 host, in 500 attachments.",
      "20 of them were asked for: 18 are there; not to be had: 2 × gone.",
      "Copying takes about 2.0 s for 200 kB, counted with 10 MB a second.",
    ],
  );
  expect(planFilesText({ plannedFiles: known })[1]).toContain("--ask-files asks their hosts");
});

it("lists files that failed by code and host", () => {
  const failed = { code: "denied", message: "It was denied.", count: 2, host: "x.example", origin: "a.json#1" };
  const lines = fileLines(
    [
      { ...failed, isLasting: true },
      { ...failed, code: "busy", host: "", isLasting: false },
    ],
    ANY_CALL,
  );
  expect(lines).toContain(
    "2 × file-denied, files at x.example\n  It was denied.\n  the first: of the message at a.json#1\n",
  );
  expect(lines).toContain("2 × file-busy, files in the export");
  expect(lines.match(/The next run tries them again/g)).toHaveLength(1);
});

it("tells sizes as shops do", () => {
  expect([0, 999, 1_000, 12_345_678, 5e12].map(formatBytes)).toEqual([
    "0 bytes",
    "999 bytes",
    "1.0 kB",
    "12 MB",
    "5.0 TB",
  ]);
});
