import type { Message } from "@chat-etl/model";
import { describe, expect, it } from "vitest";
import { encode } from "../src/encode.ts";
import { fitId } from "../src/ids.ts";
import {
  contextOf,
  conversation,
  lossCodes,
  membership,
  message,
  NOON,
  one,
  pairContext,
  STARTED_AT,
  sent,
  user,
} from "./encode-context.ts";
import { asEntity, messageFrom, one as oneOf, RULES, recordsOf } from "./normalize-shown.ts";

const shown = (wire: object, more: object = {}) => {
  const { data, sender, muid: _, ...row } = wire as { readonly [name: string]: unknown; readonly sender: string };
  return {
    ...row,
    sender,
    id: "500",
    updatedAt: 0,
    data: { ...(data as object), entities: { sender: asEntity(sender) } },
    ...more,
  };
};
const roundTrip = (given: Message, context = contextOf()) =>
  sent(encode.message(given, context)).map((wire) => messageFrom(shown(wire)));

const userBack = (given: Parameters<typeof user>[1], more: object = {}, context = contextOf()) => {
  const wire = one(encode.user(user("ann", given), context));
  return oneOf("user", recordsOf("users", { user: { ...wire, ...more }, rules: RULES }));
};
const groupBack = (given: Parameters<typeof conversation>[0], more: object = {}) => {
  const record = conversation(given);
  const wire = one(encode.conversation(record, contextOf({ record })));
  return oneOf("conversation", recordsOf("groups", { group: { ...wire, ...more }, rules: RULES }));
};

describe("a user", () => {
  it("T16: whose creation the sink invented has none, and one that was moved or has milliseconds has its own", () => {
    expect(userBack({}).createdAt).toBeUndefined();
    expect(userBack({ createdAt: NOON + 123 }).createdAt).toBe(NOON + 123);
    expect(userBack({ createdAt: 5 }).createdAt).toBe(5);
    expect(userBack({ createdAt: NOON }).extra).toEqual({});
  });

  it("T20: whose role went under a fit name is called what he was; another role is the app's own word", () => {
    expect(userBack({ role: "Team Lead" }, { role: fitId("Team Lead") }).role).toBe("Team Lead");
    expect(userBack({ role: "Team Lead" }, { role: "boss" }).role).toBe("boss");
    expect(lossCodes(encode.user(user("ann", { role: "" }), contextOf()))).not.toContain("role");
  });

  it("T19: who was deactivated by a pass was so when the first source said, and deleted stays deleted", () => {
    const gone = { state: "deleted", deactivatedAt: NOON + 5 } as const;
    expect(userBack(gone, { deactivatedAt: 1_800_000_000 })).toMatchObject(gone);
    expect(userBack({}, { deactivatedAt: 1_800_000_000 })).toMatchObject({
      state: "deactivated",
      deactivatedAt: 1_800_000_000_000,
    });
  });

  it("keeps what stands empty in what only the first source knew, and no field that was empty", () => {
    expect(userBack({ username: "", extra: { a: "", b: {}, c: null } })).toMatchObject({
      extra: { a: "", b: {}, c: null },
    });
    expect(userBack({ username: "" })).not.toHaveProperty("username");
  });
});

describe("a group", () => {
  it("T16: whose creation the sink invented has none", () => {
    expect(groupBack({}).createdAt).toBeUndefined();
    expect(groupBack({ createdAt: NOON + 5 }).createdAt).toBe(NOON + 5);
  });

  it("whose description a pass cut, or made of its topic, has its own; a newer one is the app's word", () => {
    const description = "d".repeat(300);
    expect(groupBack({ description }, { description: description.slice(0, 255) }).description).toBe(description);
    expect(groupBack({ topic: "All" }, { description: "All" }).description).toBeUndefined();
    // A zero-width space shows nothing either, so the pass took the topic.
    expect(groupBack({ topic: "All", description: "\u200b" }, { description: "All" }).description).toBe("\u200b");
    expect(groupBack({ description }, { description: "new" }).description).toBe("new");
  });

  it("of oneself or of a thread is a group, and that is counted", () => {
    for (const type of ["self", "thread"] as const) {
      const record = conversation({ type });
      expect(lossCodes(encode.conversation(record, contextOf({ record })))).toContain("conversation-type");
    }
  });
});

describe("a message", () => {
  it("T9: of the future comes back with its own time and all that was kept", () => {
    const [back] = roundTrip(message({ sentAt: STARTED_AT + 5_123, rank: 3, metadata: { a: 1 } }));
    expect(back).toMatchObject({ sentAt: STARTED_AT + 5_123, rank: 3, metadata: { a: 1 } });
  });

  it("T26: in parts has them behind each other, though its second began before it", () => {
    const back = roundTrip(message({ sentAt: NOON + 999, rank: 4, text: "word ".repeat(5_000) }));
    expect(back.map(({ sentAt, rank }) => [sentAt, rank])).toEqual([1, 2, 3].map(() => [NOON + 999, 4]));
  });

  it.each(["<@uid:x>", "<\u200b@uid:x>", "<\u200b\u200b@ALL:x>", "<\u200b", `${"x".repeat(9_790)}<@uid:x> more`])(
    "T43: has exactly what was typed: %j",
    (text) => {
      const back = roundTrip(message({ text }));
      expect(back.map((part) => part.text).join("")).toBe(text);
      expect(back.flatMap(({ entities }) => entities)).toEqual([]);
    },
  );

  it("that the system sent as a file is the system's", () => {
    const attachments: Message["attachments"] = [
      { kind: "image", name: "a.png", url: "https://x.org/a.png", mimeType: "image/png" },
    ];
    expect(roundTrip(message({ type: "system", text: "", attachments }))).toMatchObject([
      { type: "system", attachments },
    ]);
    const both = encode.message(message({ type: "system", text: "see", attachments }), contextOf());
    expect(lossCodes(both)).toContain("attachment-split");
  });

  it("has its files as they were, whatever their type of data tells", () => {
    const attachments: Message["attachments"] = [
      { kind: "voice", durationMs: 5 },
      { kind: "file", name: "scan.png", url: "https://x.org/scan.png", mimeType: "image/png" },
      { kind: "image", name: "raw.bin", url: "https://x.org/raw.bin", mimeType: "application/octet-stream" },
    ];
    expect(roundTrip(message({ text: "", attachments }))[0]?.attachments).toEqual(attachments);
  });

  it("that a pass pinned was pinned when it was first; what somebody else pinned later is the app's word", () => {
    const wire = one(encode.message(message({ pin: { userId: "bob", at: NOON } }), contextOf()));
    const pinOf = (pinnedBy: string) => messageFrom(shown(wire, { pinnedBy, pinnedAt: 1_800_000_000 })).pin;
    expect([pinOf("bob"), pinOf("app_system")]).toEqual([1, 2].map(() => ({ userId: "bob", at: NOON })));
    expect(pinOf("ann")).toEqual({ userId: "ann", at: 1_800_000_000_000 });
    const plain = one(encode.message(message(), contextOf()));
    expect(messageFrom(shown(plain, { pinnedBy: "app_system", pinnedAt: 1_800_000_000 })).pin).toEqual({
      at: 1_800_000_000_000,
    });
  });
});

describe("what was lost without a word is counted", () => {
  const owner = membership("bob", { role: "owner", joinedAt: NOON });

  it.each([
    ["owner-role", encode.membership(owner, contextOf())],
    ["pair-membership", encode.membership(owner, pairContext())],
    ["membership-extra", encode.membership(membership("bob", { state: "banned", leftAt: NOON }), contextOf())],
    ["receipts", encode.message(message({ readBy: [{ userId: "Carl@x.org" }] }), pairContext())],
    [
      "link-text",
      encode.message(message({ entities: [{ type: "link", start: 0, end: 5, url: "https://x.org" }] }), contextOf()),
    ],
  ])("%s", (code, encoded) => {
    expect(lossCodes(encoded)).toContain(code);
  });
});

it("T33: a message's own receipt goes before how far somebody had read in all", () => {
  const members = [membership("ann"), membership("bob", { lastReadAt: NOON + 90_000 })];
  const given = message({ readBy: [{ userId: "bob", at: NOON + 3_000 }] });
  expect(one(encode.message(given, pairContext({ members }))).readAt).toBe(NOON / 1000 + 3);
});
