import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { etlFromSource as etl, summaryOf } from "./support/etl.ts";
import { ownFolder } from "./support/own-folder.ts";

const INSTALLED = {
  "@chat-etl/sdk": "packages/sdk",
  "@chat-etl/model": "packages/model",
  "@chat-etl/generic-json": "adapters/generic-json",
  zod: "packages/sdk/node_modules/zod",
};

const MINE = `
import { definePipeline, defineSource, type Cursor } from "@chat-etl/sdk";
import { jsonSink } from "@chat-etl/generic-json";
import * as z from "zod";

const Post = z.object({ id: z.string(), by: z.string(), at: z.number(), text: z.string() });

const notes = defineSource({
  name: "notes",
  summary: "Notes on my wall.",
  config: z.object({ count: z.coerce.number().default(3).describe("How many notes.") }),
  capabilities: { messageOrder: "oldest-first", resumable: false, incremental: false },
  streams: {
    notes: {
      kind: "message",
      wire: Post,
      normalize: ({ id, by, at, text }: z.output<typeof Post>) => [
        { kind: "message" as const, id, conversationId: "wall", authorId: by, type: "text" as const, sentAt: at, text },
      ],
    },
  },
  identity: () => "notes:wall",
  async open({ count }) {
    return {
      async *read(_stream: "notes", _options: { after?: Cursor }) {
        const at = (number: number) => ({ id: \`n\${number}\`, by: "ann", at: 1_714_564_800_000 + number, text: "note" });
        yield { values: Array.from({ length: count }, (_, number) => ({ value: at(number), origin: \`wall#\${number}\` })) };
      },
    };
  },
});

export const notesToJson = definePipeline({ name: "notes-to-json", summary: "Keeps my notes.", source: notes, sink: jsonSink });
`;

it("runs a pipeline with an adapter of somebody's own, in TypeScript, without a build", async () => {
  const cwd = ownFolder(INSTALLED);
  writeFileSync(join(cwd, "mine.ts"), MINE);
  const args = ["run", "./mine.ts", "--source.count", "5", "--sink.folder", "kept", "--json"];
  const { status, kinds } = summaryOf(await etl(args, { cwd }));
  expect([status, kinds.message.written, kinds.user.added]).toEqual(["complete", 5, 1]);
  expect(readFileSync(join(cwd, "kept/messages.jsonl"), "utf8").trim().split("\n")).toHaveLength(5);
  const help = await etl(["run", "./mine.ts", "--help"], { cwd });
  expect(help.stdout).toContain("How many notes. Default: 3.");
});

it.each([
  ["none.ts", undefined, 'There is no file "none.ts".'],
  ["broken.ts", "export const = 3;", '"broken.ts" cannot be loaded:'],
  ["empty.ts", "export const a = { name: 'x' };", '"empty.ts" exports no pipeline.'],
  [
    "uncalled.ts",
    MINE.replace("sink: jsonSink }", "sink: jsonSink, transforms: [() => {}] }"),
    'The transforms of "notes-to-json" are not right',
  ],
])("says what is wrong with the file: %s", async (file, text, message) => {
  const cwd = ownFolder(INSTALLED);
  if (text !== undefined) writeFileSync(join(cwd, file), text);
  const { code, stderr } = await etl(["run", file], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(stderr).not.toContain("    at ");
});

it("tells about both ends of somebody's own pipeline what it tells of others", async () => {
  const cwd = ownFolder(INSTALLED);
  writeFileSync(join(cwd, "mine.ts"), MINE);
  const { code, stdout, stderr } = await etl(["describe", "./mine.ts", "--json"], { cwd });
  expect(code, stderr).toBe(0);
  const ends = [
    { side: "source", name: "notes", options: [{ flag: "--source.count", default: 3 }] },
    { side: "sink", name: "json", facts: { losses: {}, dedupes: [], canVerify: true } },
  ];
  expect(JSON.parse(stdout)).toMatchObject({ event: "described", ends });
});

it.each([
  ["export const config = { sources: [{ name: 'My Notes' }] };", "sources.0.name must be lower-case words"],
  ["export const config = { sources: [] }; export const other = 1;", '"etl.config.ts" exports 2 things.'],
])("says what is wrong with a folder's own adapters: %s", async (text, message) => {
  const cwd = ownFolder(INSTALLED);
  writeFileSync(join(cwd, "etl.config.ts"), text);
  const { code, stderr } = await etl(["list"], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});
