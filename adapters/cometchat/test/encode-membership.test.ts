import type { Membership } from "@chat-etl/model";
import type { ConversationFacts } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { encodeMembership } from "../src/encode/encode-membership.ts";
import {
  contextOf,
  conversation,
  lossCodes,
  membership,
  NOON,
  NOON_SECONDS,
  one,
  pairContext,
  STARTED_AT,
  sent,
  user,
} from "./encode-context.ts";

const JOINED = { joinedAt: NOON };
const encode = (record: Membership, facts: Partial<ConversationFacts> = {}) =>
  encodeMembership(record, contextOf({ firstActivityAt: NOON, ...facts }));

it("2.3: sends a member under the key of group and user, with nothing lost", () => {
  const encoded = encode(membership("ann", JOINED));
  expect(JSON.parse(JSON.stringify(encoded))).toEqual({
    send: [{ memberId: "lobby_member_ann", guid: "lobby", uid: "ann", scope: "participant", joinedAt: NOON_SECONDS }],
    losses: [],
  });
});

it("T6: builds the key of the mapped ids", () => {
  const { memberId, guid, uid } = one(encode(membership("Carl@x.org", { ...JOINED, conversationId: "Lobby!" })));
  expect(memberId).toBe(`${guid}_member_${uid}`);
  expect([guid, uid].every((id) => /^[a-z0-9_-]+$/.test(id))).toBe(true);
});

it("maps roles to scopes, and counts a reader who may write", () => {
  const scope = (role: Membership["role"]) => one(encode(membership("ann", { ...JOINED, role }))).scope;
  expect(scope("owner")).toBe("admin");
  expect(scope("admin")).toBe("admin");
  expect(scope("moderator")).toBe("moderator");
  expect(scope("read_only")).toBe("participant");
  expect(lossCodes(encode(membership("ann", { ...JOINED, role: "read_only" })))).toEqual(["read-only"]);
});

it("sends who is banned as banned", () => {
  expect(one(encode(membership("ann", { ...JOINED, state: "banned" }))).isBanned).toBe(true);
  expect(one(encode(membership("ann", JOINED))).isBanned).toBeUndefined();
});

it("L19: leaves former members outside unless told to let them in", () => {
  const former = membership("ann", { ...JOINED, state: "former" });
  expect(sent(encode(former))).toEqual([]);
  expect(lossCodes(encode(former))).toEqual(["former-member"]);
  const joined = encodeMembership(former, contextOf({}, { formerMembers: "join" }));
  expect(sent(joined)).toHaveLength(1);
  expect(lossCodes(joined)).toEqual(["former-joined"]);
});

describe("T18: the owner of a group, who may become its member by that alone", () => {
  const record = conversation({ ownerId: "ann" });
  const losses = (...[id, given]: Parameters<typeof membership>) =>
    lossCodes(encode(membership(id, { ...JOINED, ...given }), { record }));

  it("is sent like any other, and it counts that the rest may not be kept", () => {
    const encoded = encode(membership("ann", { ...JOINED, role: "owner" }), { record });
    expect(one(encoded)).toMatchObject({ uid: "ann", scope: "admin", joinedAt: NOON_SECONDS });
    expect(lossCodes(encoded)).toEqual(["owner-joined"]);
    expect(losses("ann", { state: "former" })).toEqual(["owner-joined", "former-member"]);
  });

  it("counts nothing for anybody else, nor for an owner who is none of the users: no group is sent with him", () => {
    expect(losses("bob")).toEqual([]);
    const unknown = { record: conversation({ ownerId: "nobody" }) };
    expect(lossCodes(encode(membership("nobody", JOINED), unknown))).toEqual([]);
  });
});

it("leaves outside who was only invited", () => {
  const encoded = encode(membership("ann", { state: "invited" }));
  expect(sent(encoded)).toEqual([]);
  expect(lossCodes(encoded)).toEqual(["invited-member"]);
});

it("18.3: counts what a member cannot carry", () => {
  const given = { ...JOINED, notify: "none", isFavorite: true, lastReadAt: NOON, extra: { x: 1 } } as const;
  expect(lossCodes(encode(membership("ann", given)))).toEqual([
    "notify",
    "favorite",
    "membership-extra",
    "read-position",
  ]);
});

it("T49: sends nothing for a pair, and counts what vanishes with it", () => {
  const given = { notify: "mentions", role: "read_only", state: "former" } as const;
  const encoded = encodeMembership(membership("ann", given), pairContext());
  expect(sent(encoded)).toEqual([]);
  expect(lossCodes(encoded)).toEqual(["read-only", "notify", "pair-membership"]);
  const plain = encodeMembership(membership("ann", { lastReadAt: NOON }), pairContext());
  expect(plain).toEqual({ send: [], losses: [] });
});

describe("the time of joining", () => {
  it("T17: lies behind the group's creation", () => {
    const encoded = encode(membership("ann", { joinedAt: NOON - 60_000 }));
    expect(one(encoded).joinedAt).toBe(NOON_SECONDS);
    expect(lossCodes(encoded)).toEqual(["joined-at"]);
  });

  it("T17: lies behind the user's creation", () => {
    const users = new Map([["ann", user("ann", { createdAt: NOON + 500_000 })]]);
    const encoded = encodeMembership(membership("ann", JOINED), { ...contextOf(), users });
    expect(one(encoded).joinedAt).toBe(NOON_SECONDS + 501);
    expect(lossCodes(encoded)).toEqual(["joined-at"]);
  });

  it("T17: lies a minute before now", () => {
    const encoded = encode(membership("ann", { joinedAt: STARTED_AT + 1 }));
    expect(one(encoded).joinedAt).toBe(STARTED_AT / 1000 - 60);
  });

  it("T17: lies between creation and now even if both clocks are wrong", () => {
    const future = STARTED_AT + 86_400_000;
    const users = new Map([["ann", user("ann", { createdAt: future })]]);
    const facts = { record: conversation({ createdAt: future }), firstActivityAt: future };
    const { joinedAt } = one(encodeMembership(membership("ann", JOINED), { ...contextOf(facts), users }));
    expect(joinedAt).toBeGreaterThan(STARTED_AT / 1000 - 120);
    expect(joinedAt).toBeLessThan(STARTED_AT / 1000);
  });

  it("is not counted as lost when it is moved by no more than a second", () => {
    expect(lossCodes(encode(membership("ann", { joinedAt: NOON - 1_000 }), { firstActivityAt: NOON - 1_000 }))).toEqual(
      [],
    );
    const users = new Map([["ann", user("ann", { createdAt: NOON })]]);
    const encoded = encodeMembership(membership("ann", JOINED), { ...contextOf(), users });
    expect(one(encoded).joinedAt).toBe(NOON_SECONDS + 1);
    expect(lossCodes(encoded)).toEqual([]);
  });

  it("L15: is the conversation's beginning when nobody knows it, and counts as lost", () => {
    const encoded = encode(membership("ann"));
    expect(one(encoded).joinedAt).toBe(NOON_SECONDS);
    expect(lossCodes(encoded)).toEqual(["joined-at"]);
    expect(lossCodes(encode(membership("ann", { ...JOINED, joinedAtIsEstimated: true })))).toEqual(["joined-at"]);
  });
});
