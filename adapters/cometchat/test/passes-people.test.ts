import { expect, it } from "vitest";
import { friends, roles } from "../src/passes/people.ts";
import { contextOf, lossCodes, sent, user } from "./encode-context.ts";

const context = { ...contextOf(), wasSent: false };

it("T20: a role that shows nothing is named by its id, and an empty one is none", () => {
  const [role] = sent(roles.encode(user("ann", { role: " " }), context));
  expect(role?.body).toEqual({ role: role?.body?.name, name: expect.stringMatching(/\S/) });
  expect(sent(roles.encode(user("ann", { role: "" }), context))).toEqual([]);
});

it("a friend whom nobody knows is left out and counted", () => {
  const encoded = friends.encode(user("ann", { friendIds: ["bob", "stranger"] }), context);
  expect(sent(encoded)).toMatchObject([{ body: { accepted: ["bob"] } }]);
  expect(lossCodes(encoded)).toEqual(["friend-nobody"]);
  expect(lossCodes(friends.encode(user("ann", { friendIds: ["bob"] }), context))).toEqual([]);
});
