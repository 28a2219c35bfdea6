import type { Message } from "@chat-etl/model";
import { describe, expect, it } from "vitest";
import type { LossCode } from "../src/encode/losses.ts";
import { renderMessageText } from "../src/encode/message-text.ts";
import { splitText, textBytes } from "../src/encode/split-text.ts";
import { user } from "./encode-context.ts";

const USERS = new Map(["ann", "bob", "Carl@x.org"].map((id) => [id, user(id)]));
type EntityInput = Message["entities"][number];

function render(text: string, entities: readonly EntityInput[] = [], users = USERS) {
  const lost = new Set<LossCode>();
  return { text: renderMessageText({ text, entities: [...entities] }, users, lost), lost: [...lost] };
}

const mention = (userId: string, start: number, end: number): EntityInput => ({
  type: "user_mention",
  userId,
  start,
  end,
});

describe("mentions", () => {
  it("T43: become tokens of the mapped uid", () => {
    const { text, lost } = render("hi @Ann and @Carl!", [mention("ann", 3, 7), mention("Carl@x.org", 12, 17)]);
    expect(text).toMatch(/^hi <@uid:ann> and <@uid:carl-x-org-[0-9a-f]{20}>!$/);
    expect(lost).toEqual([]);
  });

  it("T43: become plain names for more than 10 distinct users; one who is mentioned twice counts once", () => {
    const users = new Map(Array.from({ length: 12 }, (_, i) => [`u${i}`, user(`u${i}`, { displayName: `User ${i}` })]));
    const ids = ["u0", "u0", ...users.keys()];
    const entities = ids.map((id, index) => mention(id, index * 2, index * 2 + 1));
    const { text, lost } = render("x ".repeat(ids.length), entities, users);
    expect(text.match(/<@uid:u\d+>/g)).toHaveLength(12);
    expect(text).toContain("<@uid:u9> @User 10 @User 11 ");
    expect(lost).toEqual(["mention-limit"]);
  });

  it("T43: become plain names for users nobody knows", () => {
    expect(render("Zoe: hi", [mention("zoe", 0, 3)])).toEqual({ text: "@Zoe: hi", lost: ["mention-unknown"] });
    expect(render("@Zoe", [mention("zoe", 0, 4)]).text).toBe("@Zoe");
  });

  it("T43: stay whole tokens when other entities cross them", () => {
    const bold = { type: "bold", start: 0, end: 3 } as const;
    expect(render("a @Ann", [bold, mention("ann", 2, 6)]).text).toBe("a <@uid:ann>");
  });

  it("of everybody and of conversations become plain text", () => {
    const entities: EntityInput[] = [
      { type: "broadcast_mention", to: "here", start: 0, end: 5 },
      { type: "conversation_mention", conversationId: "lobby", start: 6, end: 12 },
    ];
    expect(render("@here #lobby", entities)).toEqual({ text: "@here #lobby", lost: ["mention-other"] });
  });
});

describe("typed tokens", () => {
  it.each(["<@uid:ann>", "<@all:everyone>", "<@UID:ann>"])("T43: are broken: %s", (typed) => {
    expect(render(`a ${typed}`)).toEqual({ text: `a <\u200b${typed.slice(1)}`, lost: ["mention-escaped"] });
  });

  it("T43: are broken even if entities cut them in two", () => {
    const entities: EntityInput[] = [{ type: "link", url: "@uid:ann>", start: 1, end: 10 }];
    expect(render("<@uid:ann>", entities).text).toBe("<\u200b@uid:ann>");
    const inUrl: EntityInput[] = [{ type: "link", url: "<@uid:ann>", start: 0, end: 1 }];
    expect(render("x", inUrl).text).toBe("x (<\u200b@uid:ann>)");
    const named = new Map([["zed", user("zed", { displayName: "<@uid:ann>" })]]);
    expect(render("Z", [mention("zed", 0, 1)], named).text).toBe("<@uid:zed>");
  });

  it("leave every other < and private-use character alone", () => {
    const text = "1 < 2 <b> <@ann> <@uid \ue000 \ue0000 \ue000< \ue000<@uid";
    expect(render(text)).toEqual({ text, lost: [] });
  });
});

describe("formatting", () => {
  it("L22: becomes plain text", () => {
    expect(render("bold", [{ type: "bold", start: 0, end: 4 }])).toEqual({ text: "bold", lost: ["formatting"] });
  });

  it("L22: writes out a link whose text differs from its address", () => {
    const url = "https://x.org/";
    expect(render("here", [{ type: "link", url, start: 0, end: 4 }]).text).toBe("here (https://x.org/)");
    expect(render(url, [{ type: "link", url, start: 0, end: url.length }])).toEqual({ text: url, lost: [] });
    for (const [text, same] of [
      ["ann@x.org", "mailto:ann@x.org"],
      ["x.org", "https://x.org/"],
    ] as const) {
      expect(render(text, [{ type: "link", url: same, start: 0, end: text.length }]).text).toBe(text);
    }
  });

  it("replaces half characters without moving what stands behind them", () => {
    expect(render("\ud83d @Ann", [mention("ann", 2, 6)]).text).toBe("\ufffd <@uid:ann>");
  });
});

describe("splitText", () => {
  const split = (text: string, bytes: number) => splitText(text, { first: bytes, rest: bytes });

  it("T26: cuts behind white space", () => {
    expect(split("one two three four", 10)).toEqual(["one two ", "three four"]);
  });

  it("T26: cuts anywhere when there is no white space, but never inside a character", () => {
    expect(split("😀".repeat(5), 10)).toEqual(["😀😀", "😀😀", "😀"]);
  });

  it("T26, T43: never cuts inside a mention", () => {
    expect(split(`${"x".repeat(12)}<@uid:ann>y`, 16)).toEqual(["x".repeat(12), "<@uid:ann>y"]);
  });

  it("T26: counts what JSON makes of quotes, backslashes and control characters", () => {
    for (const piece of split('"\\\u0001\n'.repeat(50), 40)) expect(textBytes(piece)).toBeLessThanOrEqual(40);
  });

  it("does not cut off crumbs for a space early in the text", () => {
    expect(split(`a ${"x".repeat(30)}`, 20)).toEqual([`a ${"x".repeat(18)}`, "x".repeat(12)]);
  });
});
