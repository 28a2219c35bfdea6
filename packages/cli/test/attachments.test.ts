import { expect, it } from "vitest";
import { AttachmentFlags } from "../src/attachment-options.ts";
import { attachmentsFor, checkAttachments } from "../src/attachments.ts";

const NOTHING = { env: {}, dotenv: {} };

/** What the operator is told. */
function problem(flags: Readonly<Record<string, unknown>>, variables: Readonly<Record<string, string>> = {}): string {
  try {
    checkAttachments(flags, { env: variables, dotenv: {} });
    return "";
  } catch (error) {
    return String(error);
  }
}

it("takes the word and its options in any order, as yargs nests them", () => {
  expect(AttachmentFlags.parse(undefined)).toEqual({});
  expect(AttachmentFlags.parse("copy")).toEqual({ policy: "copy" });
  expect(AttachmentFlags.parse(["copy", { folder: "x" }, { baseUrl: "y" }])).toEqual({
    policy: "copy",
    folder: "x",
    baseUrl: "y",
  });
  expect(AttachmentFlags.parse([{ folder: "x" }, "copy"])).toEqual({ policy: "copy", folder: "x" });
});

it("links, if nothing is said; copies where the target takes files itself", async () => {
  const nothing = (capabilities: object) =>
    attachmentsFor(checkAttachments({}, NOTHING), {
      sink: { name: "x", capabilities: capabilities as never },
      folder: "workspace",
      sandboxHosts: [],
    });
  expect(await nothing({})).toEqual({ policy: "link", missing: "keep-link", isMissingGiven: false });
  expect(await nothing({ takesFiles: true })).toMatchObject({ policy: "copy", missing: "keep-link" });
});

it("names each option that is missing or wrong", () => {
  expect(problem({ policy: "keep" })).toContain('--attachments must be one of "link", "copy", "drop"');
  expect(problem({ policy: "copy", folder: "x" })).toContain("--attachments.baseUrl is missing");
  expect(problem({ policy: "copy", baseUrl: "https://x.example" })).toContain("--attachments.folder is missing");
  expect(problem({ folder: "x" })).toContain("--attachments.folder says where to copy files: name --attachments copy");
  expect(problem({ policy: "copy", folder: "x", bucket: "y" })).toContain("are two places");
  expect(problem({ policy: "copy", folder: ["x", "y"] })).toContain(
    "--attachments.folder was given twice: give it once",
  );
  expect(problem({ concurrency: "0" })).toContain("--attachments.concurrency must be at least 1");
  expect(problem({ maxFileMegabytes: "much" })).toContain("--attachments.maxFileMegabytes must be a number");
  expect(problem({ where: "x" })).toContain("--attachments.where is not known; there are --attachments, ");
  const bucket = problem({ policy: "copy", bucket: "y" });
  expect(bucket).toContain("--attachments.publicUrl is missing");
  expect(bucket).toContain("ATTACHMENTS_ACCESS_KEY_ID and ATTACHMENTS_SECRET_ACCESS_KEY are missing");
});

it("takes keys from the environment alone, under either name", () => {
  expect(problem({ secretAccessKey: "shown" })).toContain("--attachments.secretAccessKey is not accepted as a flag");
  expect(problem({ secretAccessKey: "shown" })).not.toContain("shown");
  const flags = { policy: "copy", bucket: "y", publicUrl: "https://x.example" };
  const aws = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "key" };
  expect(checkAttachments(flags, { env: aws, dotenv: {} })).toMatchObject({
    accessKeyId: "id",
    secretAccessKey: "key",
  });
  const both = { env: aws, dotenv: { ATTACHMENTS_ACCESS_KEY_ID: "own" } };
  expect(checkAttachments(flags, both)).toMatchObject({ accessKeyId: "own" });
});

it("copies into no folder that the source reads", async () => {
  const { dirname: path } = import.meta;
  const into = (folder: string) =>
    attachmentsFor(checkAttachments({ policy: "copy", folder, baseUrl: "https://x.example" }, NOTHING), {
      ...{ sink: { name: "x", capabilities: {} as never }, folder: "workspace", sandboxHosts: [] },
      sourceConfig: { path, name: "x", bots: true },
    });
  for (const folder of [path, `${path}/copies`]) await expect(into(folder)).rejects.toThrow("which the source reads");
  expect((await into(`${path}-copies`)).policy).toBe("copy");
});

it("says where files could go, when nothing does and the target takes links only", async () => {
  const place = { folder: "workspace", sandboxHosts: [] };
  const config = checkAttachments({ policy: "copy" }, NOTHING);
  const capabilities = {} as never;
  await expect(attachmentsFor(config, { ...place, sink: { name: "forum", capabilities } })).rejects.toThrow(
    /forum takes links only. Name a folder/,
  );
  const taking = { takesFiles: true } as never;
  const { copying } = await attachmentsFor(config, { ...place, sink: { name: "forum", capabilities: taking } });
  expect(copying?.localFolder).toMatch(/workspace.files$/);
});
