import { SYSTEM_UID } from "../system-user.ts";
import { chatter, type Line, line } from "./talk.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

const entity = (uid: string, more: object = {}) => ({ entity: { uid, name: uid, ...more }, entityType: "user" });
const inGroup = (guid: string) => ({ entity: { guid, name: guid, type: "private" }, entityType: "group" });

/** Everything that is said in the sample world, oldest first. */
export function lines(until: number): readonly Line[] {
  return [
    ...chatter(["ann", "bob", "carla", "dmitri"], "team", { count: 150, from: 80 * DAY, to: 20 * DAY }),
    ...chatter(["ann", "bob"], undefined, { count: 60, from: 75 * DAY, to: 12 * DAY }),
    ...chatter(["carla", "dmitri"], "lobby", { count: 40, from: 70 * DAY, to: 15 * DAY }),
    ...chatter(["goran", "ann"], undefined, { count: 6, from: 60 * DAY, to: 50 * DAY }),
    ...chatter(["elif", "ann"], "ann_user_elif", { count: 8, from: 30 * DAY, to: 15 * DAY }),
    ...chatter(["ann", "elif"], undefined, { count: 4, from: 14 * DAY, to: 13 * DAY }),
    ...chatter(["bob", "a_user_b"], undefined, { count: 3, from: 13 * DAY, to: 12 * DAY }),
    ...SAID,
    ...rows(until),
  ].sort((one, other) => other.ago - one.ago);
}

const TEAM = { receiverType: "group", receiver: "team" } as const;

/** What people said, of all kinds. */
const SAID: readonly Line[] = [
  line("bob", "team", {
    ...TEAM,
    ago: 9 * DAY,
    name: "mention",
    data: { text: "<@uid:carla> and <@uid:nobody>, please look; <@all:everyone> too. Written: <@uid:me>?" },
  }),
  line("carla", "team", {
    ...TEAM,
    ago: 9 * DAY - HOUR,
    type: "image",
    data: {
      text: "The plan",
      attachments: [
        {
          name: "plan.png",
          mimeType: "image/png",
          extension: "png",
          size: "2048",
          url: "https://files.example.org/plan.png",
        },
      ],
      metadata: { alt: "A plan" },
    },
    tags: ["starred"],
    pinnedBy: "ann",
  }),
  line("ann", "team", { ...TEAM, ago: 8 * DAY, name: "thread", data: { text: "Who comes on Friday?" } }),
  line("bob", "team", { ...TEAM, ago: 8 * DAY - 60, answers: "thread", data: { text: "I do" } }),
  line("dmitri", "team", { ...TEAM, ago: 8 * DAY - 120, answers: "thread", data: { text: "Me too" } }),
  line("ann", "bob", { ago: 7 * DAY, name: "edited", data: { text: "At ten, then" }, editedBy: "ann" }),
  line("bob", "ann", { ago: 7 * DAY - 60, name: "deleted", data: { text: "Wrong window" }, deletedBy: "bob" }),
  line("carla", "team", {
    ...TEAM,
    ago: 6 * DAY,
    category: "custom",
    type: "extension_poll",
    data: { text: "Poll: pizza or pasta?", customData: { question: "Pizza or pasta?", options: ["Pizza", "Pasta"] } },
  }),
  line("dmitri", "team", {
    ...TEAM,
    ago: 6 * DAY - HOUR,
    category: "custom",
    type: "location",
    data: { customData: { latitude: 56.95, longitude: 24.1 } },
  }),
  line("june", "team", { ...TEAM, ago: 5 * DAY, data: { text: "Bye, everybody" } }),
  line(SYSTEM_UID, "team", { ...TEAM, ago: 5 * DAY - 60, data: { text: "The office is closed on Monday." } }),
  line("ann", "ann", { ago: 4 * DAY, data: { text: "Note to self" } }),
];

/** What CometChat itself writes between the messages. */
function rows(until: number): readonly Line[] {
  const member = (action: string, by: string, on: string, ago: number): Line => ({
    ...line(by, "team", { ...TEAM, ago, category: "action", type: "groupMember" }),
    data: { action, entities: { by: entity(by), on: entity(on), for: inGroup("team") } },
  });
  const call = (status: string, ago: number, more: object = {}): Line => ({
    ...line("ann", "bob", { ago, category: "call", type: "video" }),
    data: {
      action: status,
      entities: {
        by: entity("ann"),
        for: entity("bob"),
        on: {
          entityType: "call",
          entity: {
            sessionid: "session-1",
            status,
            initiatedAt: until - 2 * DAY,
            wsChannel: { identity: "channel-1", secret: "sample-secret", service: "rtc" },
            ...more,
          },
        },
      },
    },
  });
  const told = (action: string, uid: string, ago: number): Line => ({
    ...line(uid, uid === "ann" ? "bob" : "ann", { ago, category: "action", type: "message" }),
    data: { action, entities: { by: entity(uid), on: { entityType: "message", entity: { id: "0" } } } },
  });
  return [
    member("added", "ann", "june", 79 * DAY),
    member("left", "june", "june", 5 * DAY - 30),
    told("edited", "ann", 7 * DAY - 30),
    told("deleted", "bob", 7 * DAY - 90),
    call("initiated", 2 * DAY),
    call("ended", 2 * DAY - 95, { startedAt: until - 2 * DAY + 5, endedAt: until - 2 * DAY + 95, duration: 90 }),
  ];
}

/** Who reacted to a named line, and with what. */
export const REACTIONS: readonly {
  readonly to: string;
  readonly reaction: string;
  readonly uids: readonly string[];
}[] = [
  { to: "mention", reaction: "👍", uids: ["carla", "dmitri", "ann"] },
  { to: "mention", reaction: "🎉", uids: ["bob"] },
  { to: "thread", reaction: "❤️", uids: ["bob"] },
];
