import { parserOf } from "@chat-etl/io";
import { localTimeIn } from "@chat-etl/model";
import { expect, it } from "vitest";
import { objectOfRow, ZONE_MISSING } from "../src/csv-row.ts";

const READING = { parse: parserOf({ exactNumbers: true }), localTime: undefined };
const IN_SEOUL = { ...READING, localTime: localTimeIn("Asia/Seoul") };

it("reads cells by the names of their columns", () => {
  const row = { user_id: "7", member_count: "3", is_public: "TRUE", is_super: "0", freeze: "perhaps", nickname: "" };
  expect(objectOfRow({ ...row, metadata: '{"n": 9007199254740993}', created_at: "1600000000" }, READING)).toEqual({
    user_id: "7",
    member_count: 3,
    is_public: true,
    is_super: false,
    freeze: "perhaps",
    metadata: { n: "9007199254740993" },
    created_at: 1_600_000_000,
  });
});

it("leaves texts alone, whatever they look like", () => {
  const texts = { message: '{"a": 1}', data: "[1]", custom_type: "true", name: "5", channel_url: "6" };
  expect(objectOfRow(texts, READING)).toEqual(texts);
});

it("puts the cells of a file and of a sender together", () => {
  const row = { message_id: "1", sender_id: "ann", nickname: "Ann", "file.url": "u", "file.size": "5" };
  expect(objectOfRow(row, READING)).toEqual({
    message_id: "1",
    file: { url: "u", size: 5 },
    user: { user_id: "ann", nickname: "Ann", profile_url: undefined },
  });
  expect(objectOfRow({ message_id: "1", user: '{"user_id": "bob"}' }, READING)).toMatchObject({
    user: { user_id: "bob" },
  });
});

it.each([
  ["2024-01-01 09:00:00", "2024-01-01T00:00:00.000Z"],
  ["2024-01-01T09:00:00.5", "2024-01-01T00:00:00.500Z"],
  ["2024-01-01 09:00", "2024-01-01T00:00:00.000Z"],
  ["2024-01-01 09:00:00 UTC", "2024-01-01T09:00:00.000Z"],
  ["2024-01-01T09:00:00.123456Z", "2024-01-01T09:00:00.123Z"],
  ["2024-01-01 09:00:00 +0530", "2024-01-01T03:30:00.000Z"],
])("reads the time %s", (created_at, iso) => {
  expect(objectOfRow({ created_at }, IN_SEOUL)).toEqual({ created_at: Date.parse(iso) });
});

it("refuses to guess a zone, and leaves what is no time to the schema", () => {
  expect(objectOfRow({ created_at: "2024-01-01 09:00:00" }, READING)).toBe(ZONE_MISSING);
  for (const created_at of ["yesterday", "2024-13-01 09:00:00"]) {
    expect(objectOfRow({ created_at }, IN_SEOUL)).toEqual({ created_at });
  }
});
