import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The first instant of what is written here. */
export const BEGAN = Date.UTC(2024, 4, 1, 8);

/** A small export that has everything odd that Mattermost writes. */
const LINES: readonly object[] = [
  { type: "version", version: 1, info: { generator: "mattermost-server", version: "9.11.0" } },
  { type: "role", role: { name: "channel_user", permissions: ["read_channel"] } },
  { type: "emoji", emoji: { name: "partyboat", image: "emoji/e1/image" } },
  { type: "team", team: { name: "harbour", display_name: "The Harbour", type: "I" } },
  channel("town-square", {
    display_name: "Town Square",
    type: "O",
    header: "Tides",
    purpose: "For everybody",
    deleted_at: 0,
  }),
  channel("crew-only", { display_name: "Crew only", type: "P", header: "", purpose: "", deleted_at: BEGAN }),
  user("ann.lee", {
    ...{ email: "ann@harbour.example", nickname: "", first_name: "Ann", last_name: "Lee", position: "Harbour master" },
    ...{ roles: "system_user system_admin", locale: "en", delete_at: 0, profile_image: "u1/profile.png" },
    teams: [
      {
        ...{ name: "harbour", roles: "team_user team_admin" },
        channels: [
          seat("town-square", { roles: "channel_user channel_admin", favorite: true, last_viewed_at: BEGAN + 5_000 }),
          seat("crew-only", { notify_props: { desktop: "mention", mark_unread: "all" }, urgend_mention_count: 1 }),
        ],
      },
    ],
  }),
  user("bo", {
    ...{
      email: "bo@harbour.example",
      auth_service: "gitlab",
      auth_data: "4711",
      password: "hush",
      nickname: "Bosun",
      custom_status: { text: "At sea" },
    },
    ...{ first_name: "Bo", last_name: "", delete_at: BEGAN, teams: [{ name: "harbour", channels: null }] },
  }),
  user("cy", { email: "cy@harbour.example", roles: "system_guest", teams: null }),
  { type: "bot", bot: { username: "tidebot", owner: "ann.lee", display_name: "Tides", description: "", delete_at: 0 } },
  post({ user: "bo", type: "system_join_channel", message: "bo joined the channel.", props: { username: "bo" } }),
  post({
    ...{ user: "ann.lee", message: "**Ahoy** @bo, @Cy and @all. See ~crew-only :partyboat: :tada:" },
    ...{ create_at: BEGAN + 1_000, edit_at: BEGAN + 2_000, flagged_by: ["bo"], is_pinned: true },
    reactions: [
      { user: "bo", create_at: BEGAN + 1_500, emoji_name: "partyboat" },
      { user: "cy", create_at: BEGAN + 1_600, emoji_name: "+1" },
    ],
    replies: [
      { user: "bo", message: "Aye", create_at: BEGAN + 1_700, attachments: [{ path: "20240501/the old pier.JPG" }] },
      { user: "cy", message: "Aye", create_at: BEGAN + 1_700, reactions: null, attachments: null },
    ],
  }),
  post({ channel: "crew-only", user: "bo", message: "Aye", create_at: BEGAN + 1_700, replies: null }),
  post({
    ...{ user: "tidebot", type: "slack_attachment", message: "", create_at: BEGAN + 3_000 },
    props: {
      attachments: [
        {
          title: "Tide",
          text: "High tide at *noon*",
          fallback: "High tide",
          image_url: "https://tides.example/noon.png",
        },
      ],
    },
  }),
  post({ user: "ann.lee", type: "custom_zoom", message: "I have started a meeting", create_at: BEGAN + 4_000 }),
  post({ user: "bo", message: "Broken clock", create_at: 1_714_551_003 }),
  { type: "direct_channel", direct_channel: { members: ["bo", "ann.lee"], favorited_by: ["bo"], header: "Watch" } },
  {
    type: "direct_channel",
    direct_channel: {
      participants: [{ username: "cy", last_viewed_at: BEGAN + 9_000 }, { username: "bo" }, { username: "ann.lee" }],
    },
  },
  { type: "direct_channel", direct_channel: { members: ["ann.lee", "ann.lee"], favorited_by: null } },
  direct(["ann.lee", "bo"], {
    user: "bo",
    message: "Two lights",
    replies: [{ user: "ann.lee", message: "Seen", create_at: BEGAN + 6_000 }],
  }),
  direct(["ann.lee", "ann.lee"], { user: "ann.lee", message: "- rope\n- tar" }),
  direct(["cy", "bo"], { user: "cy", message: "Are you there?" }),
  { type: "playbook", playbook: { name: "Storm" } },
];

/** An export in a folder: the lines above, as many posts beside, and a line that was cut off. */
export async function writeExport(posts = 0): Promise<{ readonly path: string; close(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "mattermost-"));
  const more = Array.from({ length: posts }, (_, no) =>
    post({ user: "cy", message: `Post ${no}`, create_at: BEGAN + no }),
  );
  const lines = [...LINES, ...more].map((line) => `${JSON.stringify(line)}\n`).join("");
  await writeFile(join(path, "import.jsonl"), `${lines}{"type":"post","post":{"mess`);
  return { path, close: () => rm(path, { recursive: true }) };
}

function user(username: string, facts: object = {}): object {
  return { type: "user", user: { username, ...facts } };
}

export function post(facts: object): object {
  return { type: "post", post: { team: "harbour", channel: "town-square", create_at: BEGAN, ...facts } };
}

export function direct(channel_members: readonly string[], facts: object): object {
  return { type: "direct_post", direct_post: { channel_members, create_at: BEGAN + 5_000, ...facts } };
}

function channel(name: string, facts: object): object {
  return { type: "channel", channel: { team: "harbour", name, ...facts } };
}

function seat(name: string, facts: object): object {
  return { name, roles: "channel_user", ...facts };
}
