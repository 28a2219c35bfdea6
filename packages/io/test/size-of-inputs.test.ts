import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { sizeOfInputs } from "../src/index.ts";
import { zipOf } from "./zip-file.ts";

it("tells how much there is to read: of files, folders and archives exactly, of packed files about, of a stream not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "etl-io-"));
  const path = (name: string) => join(folder, name);
  const text = "x".repeat(5_000);
  writeFileSync(path("a.json"), text);
  expect(await sizeOfInputs(path("a.json"))).toBe(5_000);
  writeFileSync(path("b.json.gz"), gzipSync("short"));
  const packed = gzipSync("short").length;
  expect(await sizeOfInputs(folder)).toBeCloseTo(5_000 + 10 * packed);
  writeFileSync(path("c.zip"), zipOf([{ name: "d.json", data: text }]));
  expect(await sizeOfInputs(path("c.zip"), path("a.json"))).toBe(10_000);
  expect(await sizeOfInputs("-")).toBeUndefined();
});
