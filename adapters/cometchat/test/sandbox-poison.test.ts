import { describe, expect, it } from "vitest";
import { DAY, failed, keyed, listOf, message, NOW, rowsOf, useTalk, type World } from "./sandbox-world.ts";

const OLD = message("old", { sentAt: NOW - 184 * DAY });
const POISONED = { status: 500, body: { error: { code: "ERR_EXCEPTION" } } };
const muidsAfter = async (world: World, poison: Readonly<Record<string, unknown>>) => {
  const answer = await world.send("messages", keyed([message("before"), poison, message("after")], "muid"));
  const stored = listOf(await world.get("/messages?limit=1000")).map(({ muid }) => muid);
  return { answer, stored };
};

describe("a poison row, poisonMode stop", () => {
  const world = useTalk({ muidOnRead: true });

  it("E33: older than the retention, answers 500 without data; the rows before it are stored, later ones not", async () => {
    const { answer, stored } = await muidsAfter(world, OLD);
    expect(answer).toMatchObject(POISONED);
    expect(answer.body).not.toHaveProperty("data");
    expect(stored).toEqual(["before"]);
  });

  it("E33: takes a message just inside the retention", async () => {
    expect((await world.one("messages", message("young", { sentAt: NOW - 182 * DAY }))).success).toBe(true);
  });

  it.each([
    "",
    " \n\t",
    "\u00A0\u3000",
    "\u200B",
    "\u200C",
    "\u200D",
    "\u2060",
    "\u2800",
    "\u3164",
    "\uFEFF",
    " \u200B\u2060 ",
  ])("E34: with the text %j that shows nothing answers 500", async (text) => {
    expect(await world.send("messages", { m: message("m", { data: { text } }) })).toMatchObject(POISONED);
  });

  it("E34: with no text at all answers 500", async () => {
    expect(await world.send("messages", { m: message("m", { data: undefined }) })).toMatchObject(POISONED);
  });

  it("E34: a joined emoji is text", async () => {
    expect((await world.one("messages", message("family", { data: { text: "👩\u200D👧" } }))).success).toBe(true);
  });

  it("E32: is a mere duplicate if its muid is there", async () => {
    const blank = message("young", { data: { text: " " } });
    expect(await world.one("messages", blank)).toMatchObject(failed("ERR_IMPORT_MUID_ALREADY_EXISTS"));
  });
});

describe("a poison row, poisonMode skip", () => {
  const world = useTalk({ muidOnRead: true, poisonMode: "skip" });

  it("E33, E34: answers 500, but all good rows are stored", async () => {
    const { answer, stored } = await muidsAfter(world, OLD);
    expect(answer).toMatchObject(POISONED);
    expect(stored).toEqual(["before", "after"]);
  });
});

describe("a poison row, poisonMode row", () => {
  const world = useTalk({ muidOnRead: true, poisonMode: "row" });

  it("E33, E34: fails alone", async () => {
    const { answer, stored } = await muidsAfter(world, OLD);
    expect(rowsOf(answer)).toMatchObject({ old: failed("ERR_BAD_REQUEST", "sentAt"), after: { success: true } });
    expect(stored).toEqual(["before", "after"]);
    const blank = message("blank", { data: { text: " " } });
    expect(await world.one("messages", blank)).toMatchObject(failed("ERR_EMPTY_MESSAGE_TEXT"));
  });
});

describe("retentionDays", () => {
  const forever = useTalk({ retentionDays: "off" });
  const month = useTalk({ retentionDays: "30", poisonMode: "row" });

  it("E33: off takes any age, a number of days no more than that", async () => {
    expect((await forever.one("messages", message("m", { sentAt: 1_000_000_000 }))).success).toBe(true);
    expect(await month.one("messages", message("m", { sentAt: NOW - 31 * DAY }))).toMatchObject(
      failed("ERR_BAD_REQUEST"),
    );
    expect((await month.one("messages", message("m", { sentAt: NOW - 29 * DAY }))).success).toBe(true);
  });
});
