import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Three pages of 500, and a part of one. */
const MESSAGES = 1_600;

const FIRST_AT = Date.UTC(2024, 0, 1);

const ANN = { user_id: "ann", nickname: "Ann Lee", profile_url: "https://example.com/ann.png" };
const BOB = { user_id: "bob", nickname: "Bob", profile_url: "" };

/** A new folder with files of these names and texts, or values as JSON. */
export async function writeExport(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sendbird-"));
  for (const [name, content] of Object.entries(files)) {
    const isReady = typeof content === "string" || content instanceof Uint8Array;
    await writeFile(join(folder, name), isReady ? content : JSON.stringify(content));
  }
  return folder;
}

/** JSON Lines. */
export function lines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

/** Everything odd, in every way of writing it, and three pages of messages. */
export async function writeWorld(): Promise<string> {
  const users = [
    { ...ANN, created_at: 1_600_000_000, last_seen_at: 1_700_000_000_000, preferred_languages: ["en", "ko"] },
    {
      ...BOB,
      created_at: 1_600_000_000_000,
      last_seen_at: 0,
      is_active: false,
      is_bot: true,
      metadata: { team: "red" },
    },
  ];
  const channel = {
    channel_url: "sendbird_group_channel_1",
    name: "The lobby",
    cover_url: "https://example.com/lobby.png",
    last_message: { message_id: 7_000_000_000 + MESSAGES - 1 },
    data: '{"order": 12345678901234567890}',
    custom_type: "support",
    created_at: 1_600_000_000,
    created_by: ANN,
    member_count: 2,
    members: [
      { ...ANN, role: "operator", state: "joined" },
      { ...BOB, state: "invited", role: "none" },
      { nickname: "?" },
    ],
    operators: [ANN],
    read_receipt: { ann: FIRST_AT, bob: 0 },
  };
  const open = { channel_url: "sendbird_open_channel_2", name: "Open", participant_count: 3, operators: [BOB] };
  const member = {
    ...BOB,
    joined_ts: FIRST_AT - 5,
    role: "none",
    state: "joined",
    is_muted: true,
    muted_end_at: -1,
    read_ts: FIRST_AT,
  };
  const messages = Array.from({ length: MESSAGES }, (_, no) => messageOf(no));
  return await writeExport({
    "users.json": users,
    "channels.json": JSON.stringify({ channels: [channel, open], next: "" }, undefined, 2),
    "sendbird_group_channel_1.members.json": { members: [member], next: "" },
    "messages-1.json": { messages: messages.slice(0, 600), next: "abc" },
    "messages-2.jsonl": `${lines(messages.slice(600, 1_200))}{"message_id": \n`,
    "messages-3.csv": tableOf(messages.slice(1_200)),
  });
}

function messageOf(no: number) {
  const read_receipt = { bob: FIRST_AT + 60_000 };
  const common = {
    message_id: 7_000_000_000 + no,
    channel_url: no % 3 === 0 ? "sendbird_open_channel_2" : "sendbird_group_channel_1",
    created_at: FIRST_AT + Math.floor(no / 2) * 1000,
    updated_at: 0,
    is_removed: no === 7,
  };
  if (no === 8) return { ...common, type: "ADMM", message: "Maintenance at noon" };
  const written = { ...common, user: no % 2 === 0 ? ANN : BOB, type: "MESG", message: `Message number ${no}` };
  if (no === 12)
    return { ...written, parent_message_id: 7_000_000_009, updated_at: written.created_at + 5, read_receipt };
  if (no === 9) return { ...written, message: "Hi @Ann Lee", mention_type: "users", mentioned_users: [ANN] };
  if (no === 10) {
    const file = { url: "https://example.com/a.png", name: "a.png", type: "image/png", size: 12, require_auth: true };
    return {
      ...written,
      type: "FILE",
      message: "",
      file,
      reactions: [{ key: "👍", user_ids: ["ann"], updated_at: 1 }],
    };
  }
  return no === 11
    ? { ...written, parent_message_id: 7_000_000_009, data: "not JSON", is_reply_to_channel: true }
    : written;
}

function tableOf(messages: readonly ReturnType<typeof messageOf>[]): string {
  const rows = messages.map((message) => {
    const at = new Date(message.created_at).toISOString();
    const from = "user" in message ? message.user.user_id : "";
    return [message.message_id, message.type, message.channel_url, from, `"${message.message}"`, at].join(";");
  });
  return ["message_id;type;channel_url;user_id;message;created_at", ...rows].join("\r\n");
}
