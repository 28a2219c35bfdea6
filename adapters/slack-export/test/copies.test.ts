import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SlackExportConfig } from "../src/config.ts";
import { folderNameOf, wantedFiles } from "../src/normalize/copies.ts";
import { filesOf } from "../src/normalize/files.ts";
import type { FileCopy } from "../src/normalize/known.ts";
import { WireMessage } from "../src/wire.ts";

describe("the name of a file in the folder", () => {
  it("of 200,000 spaces and dots is found at once", () => {
    expect(folderNameOf("F1", ` .${" .".repeat(100_000)}`)).toBe("F1-file");
    expect(folderNameOf("F1", `${" .".repeat(100_000)}x`)).toMatch(/^F1- \./);
  });

  it.each([
    ["harbour.png", "F1-harbour.png"],
    ["Häfen und Kähne.jpeg", "F1-Häfen und Kähne.jpeg"],
    ["../../etc/passwd", "F1-passwd"],
    ["C:\\Users\\ann\\a.txt", "F1-a.txt"],
    ["..", "F1-file"],
    ["a\u0000\r\nb\u001b[31m.txt", "F1-ab[31m.txt"],
    ["invoice\u202Egpj.exe", "F1-invoicegpj.exe"],
    ['a<b>:"|?*.txt', "F1-a_b______.txt"],
    ["no extension at all", "F1-no extension at all"],
    ["trailing. . ", "F1-trailing"],
    ["\ud800.png", "F1-\ufffd.png"],
    ["a\u0308.png", "F1-ä.png"],
    ["", "F1-file"],
  ])("of %j is %j", (name, expected) => expect(folderNameOf("F1", name)).toBe(expected));

  it("has 200 bytes at most and keeps its extension, whole characters and all", () => {
    const long = folderNameOf("F0123456789", `${"🚢".repeat(200)}.tar`);
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(200);
    expect(long).toMatch(/^F0123456789-(🚢)+\.tar$/u);
    const noExtension = folderNameOf("F1", `a.${"b".repeat(500)}`);
    expect(Buffer.byteLength(noExtension)).toBe(200);
  });

  it("leads nowhere and hides nothing, whatever it is made of", () => {
    void fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
        const made = folderNameOf("F1", name);
        expect(made).toMatch(/^F1-[^/\\\p{Cc}]*$/u);
        expect(Buffer.byteLength(made)).toBeLessThanOrEqual(200);
        expect(() => encodeURIComponent(made)).not.toThrow();
      }),
    );
  });
});

describe("§9.1: what is wanted of a message's files", () => {
  const policies = SlackExportConfig.parse({ path: "x" });
  const wanted = (file: object) => wantedFiles(WireMessage.parse({ files: [file] }), policies)[0];
  const FILE = { id: "F1", name: "a.png", size: 5, mimetype: "image/png", url_private: "https://files.slack.com/a" };

  it("the address for downloading before that for looking, only at Slack's own hosts", () => {
    expect(wanted(FILE)).toEqual({
      id: "F1",
      name: "F1-a.png",
      url: "https://files.slack.com/a",
      sizeBytes: 5,
      mimeType: "image/png",
    });
    const download = { ...FILE, url_private_download: "https://files.slack.com/download/a" };
    expect(wanted(download)?.url).toBe("https://files.slack.com/download/a");
    for (const url of ["https://slack.com.evil.org/", "https://notslack.com/", "https://evil.org/slack.com", "x"])
      expect(wanted({ ...FILE, url_private: url })).not.toHaveProperty("url");
    expect(wanted({ ...FILE, url_private: "https://files.slack-gov.com/a" })).toHaveProperty("url");
  });

  it("the size only where Slack counts bytes", () => {
    expect(wanted({ ...FILE, mode: "snippet" })).toHaveProperty("sizeBytes", 5);
    expect(wanted({ ...FILE, mode: "quip" })).not.toHaveProperty("sizeBytes");
    expect(wanted({ ...FILE, size: 0 })).not.toHaveProperty("sizeBytes");
    expect(wanted({ ...FILE, size: -1 })).not.toHaveProperty("sizeBytes");
  });

  it.each(["../F1", "F1/../../x", "f1", "F".repeat(41), "F1\u0000"])("nothing, if its id is %j", (id) => {
    expect(wanted({ ...FILE, id })).toBeUndefined();
  });
});

describe("what became of it comes in with the value", () => {
  const file = {
    id: "F1",
    name: "a.png",
    mimetype: "image/png",
    size: 9,
    url_private: "https://files.slack.com/a?t=xoxe-1",
    thumb_360: "https://files.slack.com/a-small?t=xoxe-1",
  };
  const made = (copies?: ReadonlyMap<string, FileCopy>) =>
    filesOf(WireMessage.parse({ files: [file] }), { attachments: "copy" }, copies);

  it("copied: its new address and measured size, and no preview that lies at Slack", () => {
    const { attachments, details } = made(new Map([["F1", { url: "https://x.org/a", sizeBytes: 5 }]]));
    expect(attachments).toEqual([
      { kind: "image", name: "a.png", mimeType: "image/png", url: "https://x.org/a", sizeBytes: 5 },
    ]);
    expect(details).toEqual([]);
  });

  it("not copied: the link without the token, and why", () => {
    const { attachments, details } = made(new Map([["F1", { failed: "gone" }]]));
    expect(attachments).toMatchObject([
      { url: "https://files.slack.com/a", thumbnailUrl: "https://files.slack.com/a-small", sizeBytes: 9 },
    ]);
    expect(details).toEqual([{ id: "F1", notCopied: "gone" }]);
  });

  it("nothing: the link without the token", () => {
    expect(made().attachments).toMatchObject([{ url: "https://files.slack.com/a" }]);
    expect(made(new Map([["F2", { failed: "gone" }]])).details).toEqual([]);
  });
});
