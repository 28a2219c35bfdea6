import { memorySink, memorySource } from "@chat-etl/memory";
import { AnyRecord } from "@chat-etl/model";
import { type AnySink, definePipeline, defineTransform, type Page } from "@chat-etl/sdk";
import { readWorkspace } from "@chat-etl/store";
import { expect, it } from "vitest";
import { type Reject, rejectsOf } from "../src/index.ts";
import { fill, type Scene, scene } from "./scene.ts";

const REFUSED = { status: "rejected", reason: { code: "bad-day", message: "Not today." } } as const;

/** Each edit takes a minute. */
const EDIT_TIMES = defineTransform({
  ...{ name: "edit-times", summary: "Notes say when they were edited.", options: {} },
  apply: (record) =>
    record.kind === "message"
      ? { ...record, editedAt: record.sentAt + 60_000 * record.text.split(",").length }
      : record,
});

/** Two notes that are rejected, exported, and then edited in the source, which is read again while they are rejected. */
async function editedSince({ editTimes = false } = {}) {
  const stage = scene();
  fill(stage.source, { rooms: 1, notes: 2 });
  let isWell = false;
  const sink: AnySink = {
    ...memorySink,
    open: async (config: { readonly app: string }, context) => {
      const open = await memorySink.open(config, context);
      return {
        ...open,
        send: {
          ...open.send,
          message: async (notes: Parameters<typeof open.send.message>[0], options) =>
            isWell ? await open.send.message(notes, options) : notes.map(() => REFUSED),
        },
      };
    },
  };
  const transforms = editTimes ? [EDIT_TIMES] : [];
  const pipeline = definePipeline({ name: "edited", summary: "", source: memorySource, sink, transforms });
  await stage.go({ pipeline });
  const older = await exported(stage);
  for (const note of stage.source.notes) note.body = `${note.body}, edited`;
  await stage.go({ pipeline, again: {} });
  const newer = await exported(stage);
  isWell = true;
  const replay = async (...values: readonly object[]) => {
    const summary = await stage.go({ pipeline, replay: { corrections: lines(values) } });
    const told = stage.events.flatMap((one) => (one.event === "notice" && one.code === "replay" ? [one.message] : []));
    return { summary, told: told.join("\n"), bodies: stage.target.notes.map(({ body }) => body) };
  };
  return { older, newer, replay };
}

async function exported(stage: Scene): Promise<readonly Reject[]> {
  const reader = await readWorkspace(stage.folder);
  const rejects: Reject[] = [];
  for await (const reject of rejectsOf(reader, stage.targetName)) rejects.push(reject);
  await reader.close();
  return rejects.sort((one, other) => String(one.id).localeCompare(String(other.id)));
}

async function* lines(values: readonly object[]): AsyncGenerator<Page> {
  yield { values: values.map((value, index) => ({ value, origin: `f.jsonl:${index + 1}` })) };
}

/** As the operator leaves a line. */
function putRight({ record, ...line }: Reject, changes: object = {}): object {
  return { ...line, record: { ...AnyRecord.parse(record), text: "put right", ...changes } };
}

it("a file from before a reading that brought a newer text does not take that back, and it is told", async () => {
  const { older, newer, replay } = await editedSince();
  const [first, second] = [older[0], newer[1]];
  if (first === undefined || second === undefined) throw new Error("Nothing was rejected.");
  const { summary, told, bodies } = await replay(putRight(first), putRight(second));
  expect(summary).toMatchObject({ status: "complete", sent: 2, released: { chosen: { message: 2 } } });
  expect(bodies).toEqual(["note 0, edited", "put right"]);
  expect(told).toContain("1 lines of the file are older than what the source has given since");
  // Once more, when all is in: neither is there anything to send, nor is the older line an error.
  const again = await replay(putRight(first), putRight(second));
  expect(again).toMatchObject({ summary: { status: "complete", sent: 0 }, bodies });
});

it("a line without a mark is told by the times of edits, and where there are none, that it cannot be told", async () => {
  const { newer, replay } = await editedSince();
  const [first, second] = newer.map(({ mark: _, ...line }) => line);
  if (first === undefined || second === undefined) throw new Error("Nothing was rejected.");
  const { told, bodies } = await replay(putRight(first), second);
  expect(bodies).toEqual(["put right", "note 1, edited"]);
  expect(told).toContain("1 lines of the file replace what is staged.");
});

it("a line without a mark whose last edit is older than the staged one is not applied", async () => {
  const { older, newer, replay } = await editedSince({ editTimes: true });
  const [first, second] = [older[0], newer[1]].flatMap((reject) => {
    const { mark: _, ...line } = reject ?? {};
    return reject ? [line as Reject] : [];
  });
  if (first === undefined || second === undefined) throw new Error("Nothing was rejected.");
  const { told, bodies } = await replay(putRight(first), putRight(second));
  expect(bodies).toEqual(["note 0, edited", "put right"]);
  expect(told).toContain("1 lines of the file are older");
  expect(told).not.toContain("cannot be told");
});
