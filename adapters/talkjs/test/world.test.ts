import { describe, expect, it } from "vitest";
import { QUIRKS, sampleWorld } from "../src/sandbox/index.ts";

const UNTIL = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

const world = sampleWorld({ seed: 1, until: UNTIL, scale: 1 });
const users = [...world.users()];
const all = [...world.conversations()];
const conversations = new Map(all.map((one) => [one.conversation.id, one]));
const messages = all.flatMap((one) => one.messages);
const byId = new Map(messages.map((message) => [message.id, message]));

function textOf(options: Partial<Parameters<typeof sampleWorld>[0]>): string {
  const { users, conversations } = sampleWorld({ seed: 1, until: UNTIL, scale: 1, ...options });
  return JSON.stringify([[...users()], [...conversations()]]);
}

describe("determinism", () => {
  it("gives the same bytes for the same options", () => {
    const [once, again] = [textOf({}), textOf({})];
    expect(once === again).toBe(true);
  });

  it.each([{ seed: 2 }, { until: UNTIL + 1 }, { scale: 1.1 }])("gives another world for %j", (options) => {
    expect(textOf({}) === textOf(options)).toBe(false);
  });

  it("says other things with another seed, not only under other ids", () => {
    const talk = (seed: number) => {
      const { conversations } = sampleWorld({ seed, until: UNTIL, scale: 0.1 });
      return [...conversations()].map(({ messages: own }) => own.map(({ text }) => text));
    };
    expect(talk(1)).not.toEqual(talk(2));
  });

  it("keeps what is peculiar whatever the seed", () => {
    const ids = new Set(
      [...sampleWorld({ seed: 7, until: UNTIL, scale: 1 }).conversations()].flatMap(({ messages: own }) =>
        own.map(({ id }) => id),
      ),
    );
    for (const { kind, id } of QUIRKS) if (kind === "message") expect(ids.has(id)).toBe(true);
  });

  it("makes only what is asked for", () => {
    const huge = sampleWorld({ seed: 1, until: UNTIL, scale: 1_000_000 }).conversations();
    expect(huge.next().done).toBe(false);
  });

  it("multiplies the ordinary conversations by the scale, all with ids of their own", () => {
    const ids = [...sampleWorld({ seed: 1, until: UNTIL, scale: 5 }).conversations()].map((one) => one.conversation.id);
    expect(ids.length).toBe(all.length + 4 * 120);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("size and time", () => {
  it("has enough of everything", () => {
    expect(users.length).toBeGreaterThan(330);
    expect(all.length).toBeGreaterThanOrEqual(130);
    expect(messages.length).toBeGreaterThanOrEqual(5000);
    expect(new Set(users.map(({ id }) => id)).size).toBe(users.length);
    expect(conversations.size).toBe(all.length);
    expect(byId.size).toBe(messages.length);
  });

  it("has a bit more than half of its messages in the last 170 days", () => {
    const recent = messages.filter(({ createdAt }) => createdAt > UNTIL - 170 * DAY_MS).length / messages.length;
    expect(recent).toBeGreaterThan(0.5);
    expect(recent).toBeLessThan(0.65);
  });

  it("covers five years, each with more than the one before, and ends where it is told to", () => {
    const years = [5, 4, 3, 2, 1].map((age) => {
      const [from, to] = [UNTIL - age * 365 * DAY_MS, UNTIL - (age - 1) * 365 * DAY_MS];
      return messages.filter(({ createdAt }) => createdAt >= from && createdAt < to).length;
    });
    expect(years[0]).toBeGreaterThan(0);
    expect(years).toEqual(years.toSorted((one, other) => one - other));
    const instants = messages.flatMap(({ createdAt, editedAt }) => [createdAt, editedAt ?? 0]);
    expect(Math.max(...instants, ...users.map(({ createdAt }) => createdAt))).toBe(UNTIL);
    for (const { reactors } of all) for (const { createdAt } of reactors) expect(createdAt).toBeLessThanOrEqual(UNTIL);
  });

  it("E67, E68: lists messages newest first, equal times by id", () => {
    for (const { messages: own } of all) {
      const sorted = own.toSorted((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? -1 : 1));
      expect(own).toEqual(sorted);
    }
  });

  it("8.2: gives messages ids of TalkJS' form", () => {
    for (const { id } of messages) expect(id).toMatch(/^msg_[0-9A-Za-z]{22}$/u);
  });
});
