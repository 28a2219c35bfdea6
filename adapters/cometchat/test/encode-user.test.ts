import { expect, it } from "vitest";
import { encodeUser } from "../src/encode/encode-user.ts";
import { jsonBytes } from "../src/encode/json.ts";
import { contextOf, lossCodes, NOON, NOON_SECONDS, one, STARTED_AT, user } from "./encode-context.ts";

const encode = (id: string, given: Parameters<typeof user>[1] = {}) =>
  encodeUser(user(id, { createdAt: NOON, ...given }), contextOf());

it("2.1, T29: sends a plain user with nothing lost", () => {
  const encoded = encode("ann", { displayName: "Ann", createdAt: NOON, lastActiveAt: NOON + 999, tags: ["vip"] });
  expect(JSON.parse(JSON.stringify(encoded))).toEqual({
    send: [
      {
        uid: "ann",
        name: "Ann",
        metadata: { sourceId: "ann" },
        tags: ["vip"],
        createdAt: NOON_SECONDS,
        lastActiveAt: NOON_SECONDS,
      },
    ],
    losses: [],
  });
});

it("18.1: keeps what CometChat has no field for in metadata", () => {
  const given = { emails: ["a@x.org"], phones: ["+1"], locale: "de-DE", metadata: { plan: "gold" } };
  expect(one(encode("Ann", { ...given, extra: { welcomeMessage: "hi" } })).metadata).toEqual({
    sourceId: "Ann",
    "@private": { emails: ["a@x.org"], phones: ["+1"] },
    locale: "de-DE",
    custom: { plan: "gold" },
    welcomeMessage: "hi",
  });
});

it("keeps an extra field that is named like one of ours beside it, not in its place", () => {
  const encoded = encode("ann", { extra: { sourceId: "other", custom: 1 } });
  expect(one(encoded).metadata).toEqual({ sourceId: "ann", extra: { sourceId: "other", custom: 1 } });
});

it("cuts a name at 100 UTF-16 units, never inside a character", () => {
  const encoded = encode("ann", { displayName: `${"x".repeat(99)}😀` });
  expect(one(encoded).name).toBe("x".repeat(99));
  expect(lossCodes(encoded)).toEqual(["name-cut"]);
});

it("names somebody whose name shows nothing after the id, and marks it", () => {
  for (const displayName of ["  ", "\u200b"]) {
    const encoded = encode("ann", { displayName });
    expect(one(encoded)).toMatchObject({ name: "ann", metadata: { nameIsInvented: true } });
    expect(lossCodes(encoded)).toEqual(["name-invented"]);
  }
});

it("18.1: leaves out pictures and links that are no http(s) URL of 3,000 characters", () => {
  for (const url of [
    "",
    "picture.png",
    "//x.org/p",
    "data:image/png;base64,AA",
    `https://x.org/${"p".repeat(2_990)}`,
  ]) {
    const encoded = encode("ann", { avatarUrl: url, profileUrl: url });
    expect(one(encoded)).toMatchObject({ avatar: undefined, link: undefined });
    expect(lossCodes(encoded)).toEqual(["avatar", "link"]);
  }
});

it("keeps a good URL as it is and percent-encodes one written with other characters", () => {
  const encoded = encode("ann", { avatarUrl: "https://x.org/a%20b?c=d&e", profileUrl: "https://x.org/ü b" });
  expect(one(encoded)).toMatchObject({ avatar: "https://x.org/a%20b?c=d&e", link: "https://x.org/%C3%BC%20b" });
});

it("T20: sends a role only when its pass made sure of it, and counts another one that is not the default", () => {
  expect(one(encode("ann", { role: "seller" })).role).toBeUndefined();
  const passed = encodeUser(user("ann", { role: "Big Seller" }), { ...contextOf(), passed: new Set(["roles"]) });
  expect([one(passed).role, lossCodes(passed)]).toEqual([
    expect.stringMatching(/^big-seller-[0-9a-f]{20}$/),
    ["created-at"],
  ]);
  expect(one(encode("ann", { role: "seller" })).metadata).toMatchObject({ role: "seller" });
  expect(lossCodes(encode("ann", { role: "seller" }))).toEqual(["role"]);
  expect(lossCodes(encode("ann", { role: "default" }))).toEqual([]);
});

it("T19: sends a deactivated user as an active one and keeps the state in metadata", () => {
  const encoded = encode("ann", { state: "deactivated", deactivatedAt: NOON });
  expect(one(encoded)).not.toHaveProperty("deactivatedAt");
  expect(one(encoded).metadata).toMatchObject({ state: "deactivated", deactivatedAt: NOON });
  expect(lossCodes(encoded)).toEqual(["user-state"]);
});

it("T21: keeps a status text in metadata", () => {
  const encoded = encode("ann", { statusText: "away" });
  expect(one(encoded).metadata).toMatchObject({ statusText: "away" });
  expect(lossCodes(encoded)).toEqual(["status-text"]);
});

it("T28, T46: trims metadata to 5,000 bytes, the source's id last and what still fits kept", () => {
  const encoded = encode("Ann", {
    emails: ["a@x.org"],
    metadata: { large: "ü".repeat(3_000), small: "s" },
    extra: { alsoLarge: "x".repeat(5_000), note: "n" },
  });
  expect(one(encoded).metadata).toEqual({
    sourceId: "Ann",
    "@private": { emails: ["a@x.org"] },
    custom: { small: "s" },
    note: "n",
  });
  expect(lossCodes(encoded)).toEqual(["trimmed-custom", "trimmed-extra"]);
  const full = one(encode("ann", { metadata: { text: "ü".repeat(2_400) } })).metadata;
  expect(full).toHaveProperty("custom");
  expect(jsonBytes(full)).toBeLessThanOrEqual(5_000);
});

it("T46: gives a field of ours up last of all", () => {
  const encoded = encode("ann", { emails: ["x".repeat(6_000)], metadata: { plan: "gold" } });
  expect(one(encoded).metadata).toEqual({ sourceId: "ann", custom: { plan: "gold" } });
  expect(lossCodes(encoded)).toEqual(["trimmed-field"]);
});

it("sends at most 25 tags of 100 characters", () => {
  const encoded = encode("ann", { tags: ["x".repeat(101), " ", ...Array.from({ length: 30 }, (_, i) => `t${i}`)] });
  expect(one(encoded).tags).toHaveLength(25);
  expect(one(encoded).tags?.[0]).toBe("x".repeat(100));
  expect(lossCodes(encoded)).toEqual(["tags"]);
});

it("T9, T17: moves times of creation that CometChat cannot store, so that people can still join behind them", () => {
  const future = encode("ann", { createdAt: STARTED_AT + 1 });
  expect(one(future).createdAt).toBe(STARTED_AT / 1000 - 120);
  expect(lossCodes(future)).toEqual(["created-at"]);
  const ancient = encode("ann", { createdAt: 5_000, lastActiveAt: 5_000 });
  expect(one(ancient)).toMatchObject({ createdAt: 1_000_000_000, lastActiveAt: undefined });
  expect(lossCodes(ancient)).toEqual(["created-at", "last-active-at"]);
});

it("T16: never leaves the time of creation out: it would be now, and behind every historic time of joining", () => {
  const encoded = encode("ann", { createdAt: undefined });
  expect(one(encoded)).toMatchObject({ createdAt: 1_000_000_000, metadata: { createdAtIsInvented: true } });
  expect(lossCodes(encoded)).toEqual(["created-at"]);
  expect(one(encode("ann")).metadata).not.toHaveProperty("createdAtIsInvented");
  expect(lossCodes(encode("ghost", { createdAt: undefined, type: "placeholder" }))).toEqual([]);
});

it("sends the system user as an ordinary one with its name", () => {
  expect(one(encode("sys", { type: "system", displayName: "System" }))).toMatchObject({ uid: "sys", name: "System" });
});

it("replaces half characters, which would make the whole request unreadable", () => {
  const encoded = encode("ann", { displayName: "A\ud83d", metadata: { "k\ud83d": ["v\udc00"] } });
  expect(one(encoded)).toMatchObject({ name: "A\ufffd", metadata: { custom: { "k\ufffd": ["v\ufffd"] } } });
  expect(lossCodes(encoded)).toEqual(["broken-text"]);
});

it("T31: friends and blocks are counted: the import has no place for them", () => {
  expect(lossCodes(encode("ann", { friendIds: ["bob"], blockedIds: ["cho"] }))).toEqual(["friends", "blocks"]);
});
