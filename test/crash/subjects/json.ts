import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Subject } from "../subject.ts";
import { type Lists, listsOf } from "../world.ts";

/** The archive of JSON Lines: whatever is sent twice stands there twice, and batches in doubt are read back. */
export const json: Subject = {
  name: "json",
  pipeline: "json-to-json",
  isOnDisk: true,
  small: [{ file: "adapters/generic-json/src/sink.ts", find: "max: 1_000 }", put: "max: 8 }" }],
  startTarget: async () => ({
    url: undefined,
    lead: ({ folder }) => ({ args: ["--sink.folder", folder], env: {} }),
    arrived: async ({ folder }) => arrivedInArchive(folder),
    [Symbol.asyncDispose]: async () => {},
  }),
};

const Archived = z.object({
  id: z.string().default(""),
  type: z.string().optional(),
  conversationId: z.string().default(""),
  userId: z.string().default(""),
});

function arrivedInArchive(folder: string): Lists {
  const recordsOf = (kind: string) =>
    readFileSync(join(folder, `${kind}s.jsonl`), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => Archived.parse(JSON.parse(line)));
  const groups = recordsOf("conversation").filter(({ type }) => type === "group");
  return listsOf({
    users: recordsOf("user").map(({ id }) => id),
    groups: groups.map(({ id }) => id),
    memberships: recordsOf("membership"),
    messages: recordsOf("message"),
  });
}
