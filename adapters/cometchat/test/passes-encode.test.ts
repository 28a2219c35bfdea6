import type { PassContext } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import type { CometchatSinkConfig } from "../src/config.ts";
import { descriptions } from "../src/passes/groups.ts";
import { reactions } from "../src/passes/messages.ts";
import { roles, statuses } from "../src/passes/people.ts";
import { contextOf, conversation, message, user } from "./encode-context.ts";

const context = (changes: Partial<PassContext<CometchatSinkConfig>> = {}): PassContext<CometchatSinkConfig> => ({
  ...contextOf(),
  wasSent: false,
  targetId: "7",
  ...changes,
});
const HALF = "\ud83d";
/** White space that `trim` leaves, a letter without ink. */
const BLANK = " \u3164\u200b ";

it("T20: a role is made only where the import can still give it to its user, and always has a name to see", () => {
  const skipper = user("ann", { role: "Skipper" });
  expect(roles.encode(skipper, context())).toMatchObject({ send: [{ body: { name: "Skipper" } }] });
  expect(roles.encode(skipper, context({ wasSent: true }))).toEqual({ send: [] });
  expect(roles.encode(user("ann", { role: BLANK }), context())).toMatchObject({
    send: [{ body: { name: expect.stringMatching(/^id-/) } }],
  });
});

it("T25: what shows nothing is not sent, and half characters are mended", () => {
  expect(statuses.encode(user("ann", { statusText: BLANK }), context())).toEqual({ send: [] });
  expect(statuses.encode(user("ann", { statusText: `At sea ${HALF}` }), context())).toMatchObject({
    send: [{ body: { statusMessage: "At sea \ufffd" } }],
  });
  const described = (description: string, topic: string) => {
    const record = conversation({ description, topic });
    return descriptions.encode(record, context({ conversation: { ...contextOf().conversation, record } }));
  };
  expect(described(BLANK, "Sails")).toMatchObject({ send: [{ body: { description: "Sails" } }] });
  expect(described(BLANK, BLANK)).toEqual({ send: [] });
  expect(described(`${HALF}Sails`, "")).toMatchObject({ send: [{ body: { description: "\ufffdSails" } }], losses: [] });
});

it("a reaction is one segment of a path, whatever it is", () => {
  const emojis = [":party:", "👨‍👩‍👧‍👦", "a/b", "100%", "?", "#", "..", ".", HALF, "x".repeat(46), "x".repeat(45)];
  const record = message({ reactions: emojis.map((emoji) => ({ emoji, userId: "ann" })) });
  const encoded = reactions.encode(record, context());
  const sent = "send" in encoded ? encoded.send.map(({ path }) => path) : [];
  const at = (path: string) => new URL(`http://app${path}`).pathname.split("/");
  expect(sent.map((path) => decodeURIComponent(at(path)[4] ?? ""))).toEqual([...emojis.slice(0, 6), "x".repeat(45)]);
  expect(sent.every((path) => at(path).length === 5)).toBe(true);
  expect(encoded).toMatchObject({ losses: [{ code: "reaction-now" }, { code: "reaction-limit" }] });
});
