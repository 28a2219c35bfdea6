import type { Message } from "@chat-etl/model";
import { describe, expect, it } from "vitest";
import { encodeMessage } from "../src/encode/encode-message.ts";
import { contextOf, lossCodes, message, one, refusal, sent } from "./encode-context.ts";
import { asEntity, messageFrom } from "./normalize-shown.ts";

const OWN = { type: "custom", text: "", extra: { customType: "poll", customData: { question: "Tea?" } } } as const;

const encoded = (given: Parameters<typeof message>[0]) => encodeMessage(message(given), contextOf());

/** What the source makes of what the sink sent. */
function back(given: Parameters<typeof message>[0]): Message {
  const { sender, data, muid: _, ...row } = one(encoded(given));
  const entities = { sender: asEntity(sender) };
  return messageFrom({ ...row, sender, id: "500", updatedAt: 0, data: { ...data, entities } });
}

describe("a message of an app's own type", () => {
  it("T30: goes as category custom with its type and data, and nothing is lost", () => {
    const sentMessage = encoded(OWN);
    expect(one(sentMessage)).toMatchObject({
      ...{ category: "custom", type: "poll" },
      data: { customData: { question: "Tea?" }, metadata: { sourceId: "m1", type: "custom", isOwnType: true } },
    });
    expect(one(sentMessage).data.metadata).not.toHaveProperty("customData");
    expect(lossCodes(sentMessage)).toEqual([]);
  });

  it.each([
    ["a poll", OWN.extra],
    ["one named like the sink's own messages of the system", { customType: "system", customData: { text: "typed" } }],
    ["one named like a place", { customType: "location", customData: { latitude: 1, longitude: 2 } }],
    ["one with more beside it", { ...OWN.extra, mood: "good", empty: "" }],
    ["one whose data is null", { customType: "ping", customData: null }],
  ])("comes back as it was: %s", (_, extra) => {
    const { id, type, text, extra: found } = back({ ...OWN, extra, text: "see <@uid:x>" });
    expect({ id, type, text }).toEqual({ id: "500", type: "custom", text: "see <@uid:x>" });
    expect(found).toEqual({ ...extra, sourceId: "m1", sourceConversationId: "lobby" });
  });

  it("is sent without data too, as the source has it", () => {
    expect(one(encoded({ ...OWN, extra: { customType: "ping" } })).data.customData).toEqual({});
  });

  it("keeps its data before its metadata; a field that does not fit goes whole, with a loss", () => {
    const extra = { customType: "poll", customData: { first: "a".repeat(6_000), second: "b".repeat(6_000), c: 1 } };
    const large = encoded({ ...OWN, extra, metadata: { large: "m".repeat(4_500) } });
    const [wire] = sent(large);
    expect(Object.keys(wire?.data.customData ?? {})).toEqual(["c"]);
    const alone = encoded({ ...OWN, extra });
    expect(Object.keys(one(alone).data.customData ?? {})).toEqual(["first", "c"]);
    expect(lossCodes(alone)).toEqual(["custom-data"]);
    for (const { data } of [...sent(large), ...sent(alone)]) {
      expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThanOrEqual(10_000);
    }
  });

  it("is followed by what does not fit of its text, and by its files", () => {
    const attachments: Message["attachments"] = [{ kind: "image", url: "https://x.org/a.png" }];
    const wires = encoded({ ...OWN, text: "word ".repeat(2_500), attachments });
    expect(sent(wires).map(({ category, type }) => `${category} ${type}`)).toEqual([
      "custom poll",
      "message text",
      "message image",
    ]);
    expect(lossCodes(wires)).toEqual(["attachment-linked", "text-split", "attachment-split"]);
  });

  it("is not one without a type, or with data that is no object: CometChat refuses those", () => {
    for (const extra of [{ customData: { a: 1 } }, { customType: " " }, { customType: "x", customData: [1] }]) {
      expect(refusal(encoded({ ...OWN, extra }))).toMatchObject({ code: "blank-text" });
      expect(lossCodes(encoded({ ...OWN, extra, text: "shown" }))).toEqual(["message-type"]);
    }
  });
});

it("what stood beside the coordinates of a place stays there", () => {
  const location = { latitude: 1.5, longitude: 2.5 };
  const place = {
    type: "location",
    text: "",
    location,
    extra: { customData: { name: "Pier" }, mood: "good" },
  } as const;
  expect(one(encoded(place)).data.customData).toEqual({ name: "Pier", ...location });
  expect(back(place)).toMatchObject({
    type: "location",
    location,
    extra: { customData: { name: "Pier" }, mood: "good" },
  });
});

it("a category that cannot be imported becomes a custom message, and comes back as what it was", () => {
  const extra = { wireCategory: "interactive", wireType: "form", data: { interactiveData: { title: "Sign" } } };
  const form = { type: "unsupported", text: "", extra } as const;
  expect(one(encoded(form))).toMatchObject({ category: "custom", type: "form", data: { customData: extra.data } });
  expect(back(form)).toMatchObject({ type: "unsupported", extra });
  expect(one(encoded({ ...form, text: "shown" }))).toMatchObject({ category: "message", type: "text" });
});
