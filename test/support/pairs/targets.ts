import { readFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../etl.ts";
import { openSandbox } from "../sandbox.ts";
import { type StoredTalk, storedPeople, storedRooms, storedTalk } from "../talkjs-target.ts";
import { storedCount, storedMessages } from "../target.ts";
import { type Led, ledTo } from "./led.ts";

/** What a target holds, as it tells itself. */
interface Held {
  readonly users: number;
  /** Missing: the target has conversations of two by their messages alone, and lists the others only. */
  readonly conversations?: number;
  /** Every message by the source's id, those of one conversation in the target's order; one that went in by parts once. */
  readonly messages: readonly HeldMessage[];
}

interface HeldMessage {
  readonly id: string;
  readonly text: string | undefined;
}

export interface Target extends Led {
  held(): Promise<Held>;
}

/** An empty target, for every sink by what pipelines call it. */
export const TARGETS: Readonly<Record<string, () => Promise<Target>>> = {
  cometchat: async () => {
    const sandbox = await openSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
    return {
      ...ledTo(sandbox, "COMETCHAT", ["--sink.requestsPerMinute", "1000000"]),
      held: async () => {
        const messages = await storedMessages(sandbox);
        return {
          users: await storedCount(sandbox, "users"),
          messages: messages.flatMap(({ data: { metadata, text } }) =>
            metadata === undefined || (metadata.part ?? 0) > 0 ? [] : [{ id: metadata.sourceId, text }],
          ),
        };
      },
    };
  },
  talkjs: async () => {
    const sandbox = await openSandbox("talkjs", ["--world", "none", "--rate", "off", "--participantMax", "none"]);
    return {
      ...ledTo(sandbox, "TALKJS_TARGET", [
        "--sink.dialect",
        "g1",
        "--attachments",
        "link",
        "--sink.requestsPerSecond",
        "100000",
      ]),
      held: async () => {
        const rooms = await storedRooms(sandbox);
        const talks: (readonly StoredTalk[])[] = [];
        for (const { id } of rooms) talks.push(await storedTalk(sandbox, id));
        const messages = talks.flat().filter(({ custom }) => (custom.part ?? "0") === "0");
        return {
          users: (await storedPeople(sandbox)).length,
          conversations: rooms.length,
          messages: messages.map(({ custom, text }) => ({ id: custom.sourceId, text: text ?? undefined })),
        };
      },
    };
  },
  json: async () => {
    const folder = join(newFolder(), "archive");
    return {
      env: {},
      flags: ["--sink.folder", folder],
      held: async () => ({
        users: linesIn(folder, "users").length,
        conversations: linesIn(folder, "conversations").length,
        messages: linesIn(folder, "messages").map((line) => JSON.parse(line) as HeldMessage),
      }),
    };
  },
  mattermost: async () => {
    const folder = join(newFolder(), "import");
    return { env: {}, flags: ["--sink.path", folder], held: async () => heldByImport(folder) };
  },
};

interface ImportLine {
  readonly type: string;
  readonly post?: ImportPost;
  readonly direct_post?: ImportPost;
}

interface ImportPost {
  readonly message: string;
  readonly replies?: readonly ImportPost[];
}

/** An import has no ids: what was sent stands beside it with them, and counts if its words are in the import. */
function heldByImport(folder: string): Held {
  const lines = linesIn(folder, "import").map((line) => JSON.parse(line) as ImportLine);
  const words = new Set(
    lines
      .flatMap(({ post, direct_post }) => post ?? direct_post ?? [])
      .flatMap((post) => [post, ...(post.replies ?? [])])
      .map(({ message }) => message),
  );
  const sent = linesIn(`${folder}.parts`, "posts").map((line) => JSON.parse(line) as SentPost);
  return {
    users: lines.filter(({ type }) => type === "user").length,
    conversations: lines.filter(({ type }) => type === "channel" || type === "direct_channel").length,
    messages: sent.flatMap(({ id, part, post }) =>
      part === 0 && words.has(post.message) ? [{ id, text: post.message }] : [],
    ),
  };
}

interface SentPost {
  readonly id: string;
  readonly part: number;
  readonly post: ImportPost;
}

function linesIn(folder: string, kind: string): readonly string[] {
  return readFileSync(join(folder, `${kind}.jsonl`), "utf8")
    .split("\n")
    .slice(0, -1);
}
