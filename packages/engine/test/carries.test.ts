import { memorySink } from "@chat-etl/memory";
import { Conversation, KINDS, Membership, Message, User } from "@chat-etl/model";
import type { AnyPass, AnySink } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import * as z from "zod";
import { carriedBy, exampleConfig, type FieldUse, sinkFacts } from "../src/index.ts";

const CONFIG = { app: "nowhere" };

const used = (sink: AnySink = memorySink) =>
  new Map(carriedBy(sink, CONFIG).map((use) => [`${use.kind}.${use.field}`, use]));

function first(uses: ReadonlyMap<string, FieldUse>, field: string): unknown {
  const [{ isSent, losses } = { isSent: undefined, losses: [] }] = uses.get(field)?.uses ?? [];
  return { isSent, losses };
}

it("tells what a field does: it is sent, lost by a code, or nothing", () => {
  const uses = used();
  expect(first(uses, "user.displayName")).toEqual({ isSent: true, losses: [] });
  expect(first(uses, "message.editedAt")).toEqual({ isSent: false, losses: ["edit-time"] });
  expect(first(uses, "message.entities.bold")).toEqual({ isSent: false, losses: ["formatting"] });
  expect(first(uses, "user.locale")).toEqual({ isSent: false, losses: [] });
});

it("tries every field of the model, but for ids and what speaks to the engine alone", () => {
  const uses = used();
  const shapes = { user: User, conversation: Conversation, membership: Membership, message: Message };
  const untried = KINDS.flatMap((kind) =>
    Object.keys(shapes[kind].shape).flatMap((field) => (uses.has(`${kind}.${field}`) ? [] : [field])),
  );
  expect([...new Set(untried)].sort()).toEqual(
    [
      "conversationId",
      "evidence",
      "id",
      "isPlaceholder",
      "joinedAtIsEstimated",
      "kind",
      "lastMessageId",
      "rank",
    ].concat("userId"),
  );
});

it("sees what a sink makes of one sort of record only, and which pass brings a field", () => {
  const conversation: AnySink["encode"]["conversation"] = ({ title }, { conversation: { members } }) => ({
    send: [members.length === 2 ? "two" : title],
  });
  const likes: AnyPass = {
    name: "likes",
    summary: "Brings likes.",
    kind: "message",
    when: "after",
    fields: ["reactions"],
    batch: { max: 1 },
    dedupes: true,
    quotaClass: "main",
    quota: () => ({ requests: 1, perMs: 1 }),
    encode: () => ({ send: [] }),
  };
  const uses = used({ ...memorySink, everyPass: [likes], encode: { ...memorySink.encode, conversation } });
  expect(uses.get("conversation.title")?.uses.map(({ sort, isSent }) => [sort, isSent])).toEqual([
    ["", true],
    ["of two", false],
  ]);
  expect(uses.get("message.reactions")?.passes).toEqual(["likes"]);
  expect(uses.get("message.pin")?.passes).toEqual([]);
});

it("knows a sink by what it declares", () => {
  expect(sinkFacts(memorySink, CONFIG)).toMatchObject({
    lateMessages: "behind",
    fitsIdsOf: [],
    canVerify: true,
    canMapUsers: false,
    probe: undefined,
    undo: { removes: ["message", "membership", "conversation", "user"], stays: [] },
    losses: { formatting: "Notes are plain text." },
  });
});

it("stands in for what only an operator knows, and for nothing that cannot be guessed", () => {
  const config = z.strictObject({
    key: z.string().min(1),
    region: z.enum(["us", "eu"]),
    url: z.url(),
    rate: z.coerce.number().default(9),
  });
  expect(exampleConfig(config)).toEqual({ key: "example", region: "us", url: "https://example.org", rate: 9 });
  expect(exampleConfig(config, { region: "eu", rate: "7" })).toMatchObject({ region: "eu", rate: 7 });
  expect(exampleConfig(config, { region: "mars" })).toBeUndefined();
  expect(exampleConfig(z.strictObject({ id: z.string().regex(/^x{9}$/) }))).toBeUndefined();
});
