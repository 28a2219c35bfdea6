import { expect, it } from "vitest";
import { encode } from "../src/encode.ts";
import { fitConversationId, oneOnOneId } from "../src/ids.ts";
import {
  contextOf,
  conversation,
  lossCodes,
  membership,
  message,
  NOON,
  one,
  pairContext,
  sent,
  user,
} from "./encode-context.ts";

it("T17: custom holds text only, and what was text is never taken for anything else", () => {
  const metadata = { plan: "pro", seats: 3, nested: { a: [true, null] }, sourceId: "theirs" };
  const wire = one(encode.user(user("ann", { metadata, tags: ["vip"], extra: { x: 1 } }), contextOf()));
  expect(wire.fields.custom).toEqual({
    plan: "pro",
    sourceId: "ann",
    tags: '["vip"]',
    sourceCustom: '{"seats":3,"nested":{"a":[true,null]},"sourceId":"theirs"}',
    sourceExtra: '{"x":1}',
  });
});

it("T19: only what is known is sent, so nothing of a user who is there is wiped", () => {
  const wire = one(encode.user(user("ann"), contextOf()));
  expect(JSON.parse(JSON.stringify(wire.fields))).toEqual({ name: "ann", custom: { sourceId: "ann" } });
});

it("T32: times that cannot be set are kept in custom", () => {
  const person = one(encode.user(user("ann", { createdAt: NOON }), contextOf()));
  const room = one(encode.conversation(conversation({ createdAt: NOON }), contextOf()));
  expect([person.fields.custom.createdAt, room.fields.custom.createdAt]).toEqual([String(NOON), String(NOON)]);
  const edited = one(encode.message(message({ editedAt: NOON + 1 }), contextOf()));
  expect(edited.custom).toMatchObject({ sourceId: "m1", editedAt: String(NOON + 1) });
});

it("T49: a user without a name to see is called by the id", () => {
  const encoded = encode.user(user("ann", { displayName: " \u200b" }), contextOf());
  expect(one(encoded).fields).toMatchObject({ name: "ann", custom: { nameIsInvented: "true" } });
  expect(lossCodes(encoded)).toContain("name-invented");
});

it("T50: a role that the app may not have becomes the default one", () => {
  const seller = user("ann", { role: "seller" });
  expect(one(encode.user(seller, contextOf())).fields).toMatchObject({ role: "default", custom: { role: "seller" } });
  expect(lossCodes(encode.user(seller, contextOf()))).toContain("role");
  for (const roles of ["buyer, seller", "all"])
    expect(one(encode.user(seller, contextOf({ roles }))).fields.role).toBe("seller");
});

it("T51: addresses are copied only when the operator says so", () => {
  const person = user("ann", { emails: ["a@x.org"], phones: ["+1"] });
  expect(JSON.stringify(encode.user(person, contextOf()))).not.toContain("a@x.org");
  expect(lossCodes(encode.user(person, contextOf()))).toContain("contacts");
  const copied = one(encode.user(person, contextOf({ contacts: "copy" })));
  expect(copied.fields).toMatchObject({ email: ["a@x.org"], phone: ["+1"] });
});

it("a conversation of two gets the id that TalkJS recommends, with both in it", () => {
  expect(oneOnOneId("a", "b")).toBe("d12e223825a919e00efd");
  expect(oneOnOneId("b", "a")).toBe("d12e223825a919e00efd");
  const context = pairContext();
  const wire = one(encode.conversation(context.conversation.record, context));
  expect(wire).toMatchObject({ id: oneOnOneId("ann", "bob"), fields: { participants: ["bob", "ann"] } });
  expect(one(encode.message(message(), context)).conversationId).toBe(wire.id);
  expect(sent(encode.membership(membership("ann"), context))).toEqual([]);
  expect(one(encode.membership(membership("ann", { notify: "none" }), context)).conversationId).toBe(wire.id);
});

it("ids stay as they are by option, between TalkJS apps, and where two people have several conversations", () => {
  const context = pairContext();
  const twins = { ...context, conversation: { ...context.conversation, twinCount: 2 } };
  const { record } = context.conversation;
  for (const other of [pairContext({ directIds: "keep" }), { ...context, source: "talkjs:old" }, twins])
    expect(one(encode.conversation(record, other)).id).toBe("lobby");
});

it("no other conversation can have an id that TalkJS recommends", () => {
  const id = oneOnOneId("ann", "bob");
  const group = conversation({ id });
  expect(one(encode.conversation(group, contextOf({}, { record: group }))).id).toBe(`${id}~`);
  expect(new Set([id, `${id}~`, `${id}~~`].map(fitConversationId)).size).toBe(3);
});

it("T14: who had left takes part in the import, with the right to write; so does who may only read", () => {
  const former = encode.membership(membership("bob", { state: "former" }), contextOf());
  expect(one(former)).toEqual({ conversationId: "lobby", userId: "bob", notify: true });
  expect(lossCodes(former)).toEqual(["former-member"]);
  expect(one(encode.membership(membership("bob", { role: "read_only", notify: "mentions" }), contextOf()))).toEqual({
    conversationId: "lobby",
    userId: "bob",
    notify: "MentionsOnly",
  });
});

it("T31: welcome messages go with the conversation", () => {
  const wire = one(encode.conversation(conversation({ welcomeMessages: ["Hi"] }), contextOf()));
  expect(wire.fields.welcomeMessages).toEqual(["Hi"]);
});
