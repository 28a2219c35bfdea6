import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { type Line, readAll } from "./read-all.ts";

/** Writes files into a new folder: JSON of what is no text. */
export function writeExport(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), "etl-generic-"));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

/** What a mapping, its boring parts left out, makes of an export. */
export async function read(files: Readonly<Record<string, unknown>>, mapping: object, zone?: string): Promise<Line[]> {
  const path = writeExport(files);
  const mappingPath = join(writeExport({ "m.yaml": stringify({ mapping: 1, name: "test", ...mapping }) }), "m.yaml");
  return await readAll({ path, mapping: mappingPath, ...(zone === undefined ? {} : { zone }) });
}

/** One message with these fields, of a value with these. */
export async function readOne(value: object, fields: object, mapping: object = {}): Promise<Line | undefined> {
  const message = {
    kind: "message",
    id: { const: "m" },
    conversationId: { const: "c" },
    authorId: null,
    sentAt: "at",
    ...fields,
  };
  const inputs = [{ files: "*.json", records: [message] }];
  return (await read({ "a.json": [{ at: "2024-05-01T10:00:00Z", ...value }] }, { inputs, ...mapping }))[0];
}
