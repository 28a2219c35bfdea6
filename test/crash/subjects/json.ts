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
  shows: new Set(["reactions", "files", "former members"]),
  small: [{ file: "adapters/generic-json/src/sink.ts", find: "max: 1_000 }", put: "max: 8 }" }],
  startTarget: async ({ folder }) => ({
    url: undefined,
    lead: () => ({ args: ["--sink.folder", folder], env: {} }),
    arrived: async () => arrivedInArchive(folder),
    [Symbol.asyncDispose]: async () => {},
  }),
};

const Archived = z.object({
  id: z.string().default(""),
  type: z.string().optional(),
  state: z.string().optional(),
  conversationId: z.string().default(""),
  userId: z.string().default(""),
  attachments: z.array(z.unknown()).default([]),
  reactions: z.array(z.object({ userId: z.string() })).default([]),
});

function arrivedInArchive(folder: string): Lists {
  const recordsOf = (kind: string) =>
    readFileSync(join(folder, `${kind}s.jsonl`), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => Archived.parse(JSON.parse(line)));
  const groups = recordsOf("conversation").filter(({ type }) => type === "group");
  const messages = recordsOf("message");
  return listsOf({
    users: recordsOf("user").map(({ id }) => id),
    groups: groups.map(({ id }) => id),
    memberships: recordsOf("membership"),
    messages,
    files: messages.filter(({ attachments }) => attachments.length > 0),
    reactions: messages.flatMap(({ conversationId, id, reactions }) =>
      reactions.map(({ userId }) => ({ conversationId, id: `${userId} to ${id}` })),
    ),
  });
}
