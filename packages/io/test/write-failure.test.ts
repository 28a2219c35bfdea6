import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, TransientError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { writeFailure } from "../src/index.ts";
import { tempFolder } from "./temp-file.ts";

const coded = (code: string) => Object.assign(new Error("It failed."), { code });

async function failureOf(writing: Promise<unknown>): Promise<unknown> {
  return await writing.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("what a failure to write means", () => {
  it("a disk that is full stops the run until somebody has seen to it, and nobody but the writer knows what is there", async () => {
    const full = await failureOf(writeFile("/dev/full", "x"));
    for (const delivery of ["none", "unknown"] as const) {
      const failure = writeFailure("a.jsonl", full, delivery);
      expect(failure).toBeInstanceOf(TransientError);
      expect(failure).toMatchObject({
        delivery,
        stopsAtOnce: true,
        message: expect.stringMatching(/^"a.jsonl" .*ENOSPC.*Free space/),
      });
    }
  });

  it.each(["EDQUOT", "EFBIG", "EIO"])("%s passes too", (code) => {
    expect(writeFailure("a.jsonl", coded(code), "none")).toBeInstanceOf(TransientError);
  });

  it("a path that leads through a file is for the operator to mend", async () => {
    const file = join(await tempFolder(), "file");
    await writeFile(file, "");
    const failure = writeFailure("a.jsonl", await failureOf(mkdir(join(file, "below"))), "none");
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure).toMatchObject({ message: expect.stringContaining("a part of its path is a file") });
  });

  it.each(["EACCES", "EPERM", "EROFS", "EMLINK"])("%s is for the operator to mend", (code) => {
    expect(writeFailure("a.jsonl", coded(code), "unknown")).toBeInstanceOf(ConfigError);
  });

  it("what is no failure of the disk stays what it is", () => {
    const bug = new TypeError("It is no text.");
    expect(writeFailure("a.jsonl", bug, "none")).toBe(bug);
    const answer = new ConfigError("It is another's.");
    expect(writeFailure("a.jsonl", answer, "none")).toBe(answer);
  });
});
