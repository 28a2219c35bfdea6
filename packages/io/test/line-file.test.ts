import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { LineFile } from "../src/index.ts";
import { tempFolder } from "./temp-file.ts";

interface Person {
  readonly handle: string;
}

const { signal } = new AbortController();
const keyOf = ({ handle }: Person) => handle;
const people = (...handles: readonly string[]): readonly Person[] => handles.map((handle) => ({ handle }));
const linesOf = (...handles: readonly string[]) =>
  people(...handles)
    .map((one) => `${JSON.stringify(one)}\n`)
    .join("");

async function newFile() {
  const folder = join(await tempFolder(), "import");
  const path = join(folder, "people.jsonl");
  return { folder, path, file: new LineFile<Person>(path, { keyOf }) };
}

it("makes its folder, and appends whole batches in the order of the calls", async () => {
  const { path, file } = await newFile();
  const outcomes = await Promise.all([file.append(people("ann", "bob")), file.append(people("cy")), file.append([])]);
  expect(outcomes).toEqual([[{ status: "written" }, { status: "written" }], [{ status: "written" }], []]);
  expect(await readFile(path, "utf8")).toBe(linesOf("ann", "bob", "cy"));
});

it("has its folder made by who knows more of it, ahead of the first line", async () => {
  const folder = await tempFolder();
  const path = join(folder, "people.jsonl");
  const file = new LineFile<Person>(path, {
    keyOf,
    makeFolder: () => writeFile(path, linesOf("first"), { flag: "a" }),
  });
  await file.append(people("ann"));
  expect(await readFile(path, "utf8")).toBe(linesOf("first", "ann"));
});

it("finds what of a batch is there, and not half a line that a crash has left, however long", async () => {
  const { path, file } = await newFile();
  await file.append(people("ann"));
  await writeFile(path, `{"handle":"bob","x":"${"y".repeat(200_000)}`, { flag: "a" });
  const after = new LineFile<Person>(path, { keyOf });
  const retry = { status: "retry", reason: { code: "not-there" } };
  expect(await after.find(people("bob", "ann"), signal)).toMatchObject([retry, { status: "written" }]);
  await after.append(people("bob"));
  expect(await readFile(path, "utf8")).toBe(linesOf("ann", "bob"));
});

it("of a file that was never made finds nothing", async () => {
  const { file } = await newFile();
  expect(await file.find(people("ann"), signal)).toMatchObject([{ status: "retry" }]);
});

it.runIf(process.platform === "linux")("a full disk passes: nobody knows what of the batch is there", async () => {
  const path = join(await tempFolder(), "people.jsonl");
  await symlink("/dev/full", path);
  const sending = new LineFile<Person>(path, { keyOf }).append(people("ann"));
  await expect(sending).rejects.toMatchObject({ name: "TransientError", delivery: "unknown" });
});

it("a folder that cannot be made is for the operator to mend, and a later batch goes in when it can", async () => {
  const { folder, path, file } = await newFile();
  await writeFile(folder, "");
  await expect(file.append(people("ann"))).rejects.toMatchObject({ name: "ConfigError" });
  expect(await readFile(folder, "utf8")).toBe("");
  await rm(folder);
  await file.append(people("ann"));
  expect(await readFile(path, "utf8")).toBe(linesOf("ann"));
});
