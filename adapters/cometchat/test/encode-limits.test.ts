import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeMessage } from "../src/encode/encode-message.ts";
import { isBlank } from "../src/encode/fit.ts";
import { jsonBytes } from "../src/encode/json.ts";
import { renderMessageText } from "../src/encode/message-text.ts";
import { DATA_BYTES, MENTIONS_PER_MESSAGE, MESSAGE_CHARS } from "../src/limits.ts";
import type { WireMessage } from "../src/wire.ts";
import { anyMessage, users } from "./encode-arbitraries.ts";
import { contextOf, lossCodes, message, NOON, pairContext, sent } from "./encode-context.ts";

const encode = (given: Parameters<typeof message>[0], context = contextOf()) => encodeMessage(message(given), context);
const textOf = (wires: readonly WireMessage[]) => wires.map(({ data }) => data.text ?? "").join("");
const file = (index: number, url = `https://x.org/${"p".repeat(2_000)}/${index}.png`) =>
  ({ kind: "image", url }) as const;

describe("a message over 10 KB", () => {
  const text = `${"lorem ipsum ".repeat(2_000)}end`;

  it("T26: goes on in parts of the same time, with muids in order", () => {
    const encoded = encode({ text, tags: ["t"] });
    const wires = sent(encoded);
    expect(wires.length).toBeGreaterThan(2);
    expect(textOf(wires)).toBe(text);
    expect(wires.map(({ muid }) => muid)).toEqual(
      wires.map((_, index) => (index === 0 ? wires[0]?.muid : `${wires[0]?.muid}-p${index + 1}`)),
    );
    expect(new Set(wires.map(({ sentAt }) => sentAt)).size).toBe(1);
    expect(wires.map(({ tags }) => tags)).toEqual([["t"], ...wires.slice(1).map(() => undefined)]);
    expect(lossCodes(encoded)).toEqual(["text-split"]);
  });

  it("T15, T26: keeps metadata on the first part, and on the others where they come from", () => {
    const [first, ...others] = sent(encode({ text, metadata: { offer: "12" } }));
    expect(first?.data.metadata).toMatchObject({ sourceId: "m1", custom: { offer: "12" } });
    expect(others.map(({ data }) => data.metadata)).toEqual(
      others.map((_, index) => ({ part: index + 2, sourceId: "m1", sentAtMs: NOON })),
    );
  });

  it("T25: never makes a part that shows nothing", () => {
    const encoded = encode({ text: `a${" ".repeat(50_000)}b` });
    expect(sent(encoded).map(({ data }) => data.text?.trim())).toEqual(["a", "b"]);
    expect(lossCodes(encoded)).toEqual(["blank-stretch", "text-split"]);
  });

  it("T25, T26: stays within the limit where a blank stretch at the beginning is left out", () => {
    const metadata = { note: "x".repeat(4_000) };
    const encoded = encode({ text: `${" ".repeat(6_500)}${"word ".repeat(2_500)}`, metadata });
    for (const { data } of sent(encoded)) expect(jsonBytes(data)).toBeLessThanOrEqual(DATA_BYTES);
    expect(textOf(sent(encoded)).trim()).toBe("word ".repeat(2_500).trim());
    expect(sent(encoded)[0]?.data.metadata).toMatchObject({ custom: metadata });
    expect(lossCodes(encoded)).toEqual(["blank-stretch", "text-split"]);
  });

  it("T26: keeps all attachments, those that do not fit in further parts", () => {
    const attachments = Array.from({ length: 9 }, (_, index) => file(index));
    const encoded = encode({ text: "look", attachments });
    expect(sent(encoded).length).toBeGreaterThan(1);
    expect(sent(encoded).flatMap(({ data }) => data.attachments?.map(({ url }) => url))).toEqual(
      attachments.map(({ url }) => url),
    );
    expect(lossCodes(encoded)).toContain("attachment-split");
  });

  it("T26: leaves room for text beside the attachments, whatever their size", () => {
    for (let size = 2_000; size < 3_000; size += 90) {
      const attachments = Array.from({ length: 6 }, (_, index) =>
        file(index, `https://x.org/${"p".repeat(size - 20)}`),
      );
      const [first] = sent(encode({ text: "word ".repeat(500), attachments }));
      expect(first?.data.attachments?.length).toBeGreaterThan(0);
      expect(first?.data.text?.length).toBeGreaterThan(800);
    }
  });

  it("T26: keeps large metadata whole as long as all fits into one message, else trims it in order", () => {
    const metadata = { large: "x".repeat(8_000), small: "s" };
    const roomy = encode({ metadata });
    expect(sent(roomy)[0]?.data.metadata).toMatchObject({ custom: metadata });
    expect(lossCodes(roomy)).toEqual([]);
    const full = encode({ metadata, text });
    expect(sent(full)[0]?.data.metadata).toMatchObject({ sourceId: "m1", custom: { small: "s" } });
    expect(lossCodes(full)).toEqual(["trimmed-custom", "text-split"]);
  });
});

const tokensIn = (text: string) => new Set(text.match(/<@(?:uid|all):[^>]*>/gi));

function expectFits(wire: WireMessage): void {
  expect(jsonBytes(wire.data)).toBeLessThanOrEqual(DATA_BYTES);
  expect(JSON.stringify(wire).length).toBeLessThanOrEqual(MESSAGE_CHARS);
  expect(wire.muid).toMatch(/^m-[a-z0-9_-]{1,98}$/);
  expect(String(wire.sentAt)).toMatch(/^\d{10}$/);
  expect(wire.tags?.length ?? 0).toBeLessThanOrEqual(25);
  expect(wire.tags?.every((tag) => tag.length <= 100) ?? true).toBe(true);
  expect(JSON.stringify(wire)).not.toMatch(/[^\\](?:\\\\)*\\ud[89a-f]/);
  const shows = !isBlank(wire.data.text ?? "") || wire.data.attachments || wire.data.customData;
  expect(Boolean(shows)).toBe(true);
  expect(wire.data.attachments?.every(({ name, mimeType, extension }) => name && mimeType && extension) ?? true).toBe(
    true,
  );
  if (wire.category === "custom") expect(wire.data.customData).toBeTypeOf("object");
}

describe("any message", () => {
  const context = { ...contextOf(), users };

  it("T9, T12, T25, T26, T28, T40, T43: fits every limit, whatever it holds", () => {
    let fitted = 0;
    fc.assert(
      fc.property(anyMessage, (record) => {
        const encoded = encodeMessage(record, context);
        if ("reject" in encoded) return;
        for (const wire of encoded.send) expectFits(wire);
        fitted += encoded.send.length;
        const tokens = tokensIn(encoded.send.map(({ data }) => data.text ?? data.customData?.text ?? "").join("|"));
        expect(tokens.size).toBeLessThanOrEqual(MENTIONS_PER_MESSAGE);
        expect(new Set(encoded.send.map(({ muid }) => muid)).size).toBe(encoded.send.length);
        expect(new Set(lossCodes(encoded)).size).toBe(lossCodes(encoded).length);
      }),
      { numRuns: 300 },
    );
    expect(fitted).toBeGreaterThan(100);
  });

  it("T26: gives its rendered text back when the parts are joined", () => {
    fc.assert(
      fc.property(anyMessage, (record) => {
        const plain = {
          ...record,
          authorId: "ann",
          attachments: record.attachments.filter(({ kind }) => kind !== "link"),
        };
        const encoded = encodeMessage(plain, context);
        const rendered = renderMessageText(plain, users, new Set()).toWellFormed();
        if ("reject" in encoded || lossCodes(encoded).includes("blank-stretch")) return;
        expect(textOf(encoded.send)).toBe(isBlank(rendered) ? "" : rendered);
      }),
      { numRuns: 300 },
    );
  });

  it("is encoded the same way every time, and stays as it was", () => {
    fc.assert(
      fc.property(anyMessage, fc.boolean(), (record, inPair) => {
        const before = structuredClone(record);
        const where = inPair ? pairContext() : context;
        expect(encodeMessage(record, where)).toEqual(encodeMessage(structuredClone(record), where));
        expect(record).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });
});
