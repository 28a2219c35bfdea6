import { AnyRecord, type RecordInput } from "@chat-etl/model";
import { expect, it } from "vitest";
import { dateRange, dropBots, mapUsers, rename } from "../src/index.ts";

const user = (id: string, more: object = {}) =>
  AnyRecord.parse({ kind: "user", id, displayName: id, ...more } as RecordInput);
const sent = (sentAt: number) =>
  AnyRecord.parse({ kind: "message", id: "m", conversationId: "c", authorId: "ann", sentAt });

it("drops bots, apps and webhooks, and nobody else", () => {
  const types = ["human", "bot", "app", "system", "webhook", "placeholder"];
  const left = types.filter((type) => !("drop" in dropBots().apply(user("u", { type }))));
  expect(left).toEqual(["human", "system", "placeholder"]);
});

it("keeps messages from the first instant to before the last", () => {
  const day = Date.parse("2024-01-31T00:00:00Z");
  const range = dateRange({ from: "2024-01-31", until: "2024-02-01T01:00:00+01:00" });
  const kept = [day - 1, day, day + 86_399_999, day + 86_400_000].map((at) => !("drop" in range.apply(sent(at))));
  expect(kept).toEqual([false, true, true, false]);
  expect(range.apply(user("ann"))).toEqual(user("ann"));
  expect(range.options).toEqual({ from: "2024-01-31T00:00:00.000Z", until: "2024-02-01T00:00:00.000Z" });
});

it.each([{ from: "yesterday" }, { until: "2024-01-31T18:00" }, { from: 5, until: 5 }])(
  "refuses the range %j",
  (range) => {
    expect(() => dateRange(range)).toThrow(/must be a day|is empty/);
  },
);

it("gives users other ids wherever they are named, and leaves other records as they are", () => {
  const transform = mapUsers({ ann: "ANN", bob: "BOB" });
  expect(transform.apply(user("ann", { friendIds: ["bob", "eve"] }))).toMatchObject({
    id: "ANN",
    friendIds: ["BOB", "eve"],
  });
  const eve = user("eve");
  expect(transform.apply(eve)).toBe(eve);
  expect(mapUsers({ bob: "BOB", ann: "ANN" }).options).toEqual(transform.options);
});

it("gives users and conversations other names", () => {
  const transform = rename({ users: { ann: "Anna" }, conversations: { c: "Hall" } });
  expect(transform.apply(user("ann"))).toMatchObject({ id: "ann", displayName: "Anna" });
  expect(transform.apply(AnyRecord.parse({ kind: "conversation", id: "c", type: "group" }))).toMatchObject({
    title: "Hall",
  });
  const bob = user("bob");
  expect(transform.apply(bob)).toBe(bob);
});
