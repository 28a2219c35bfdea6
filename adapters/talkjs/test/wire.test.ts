import { expect, it } from "vitest";
import * as z from "zod";
import { talkjsExportSource, talkjsSource } from "../src/index.ts";
import { WireMessage } from "../src/wire.ts";

const MESSAGE = { id: "m1", conversationId: "c1", createdAt: 1 };

it.each([talkjsSource, talkjsExportSource])(
  "$name: every wire schema can be compiled; one that cannot is slow",
  (source) => {
    for (const { wire } of Object.values(source.streams)) expect(() => z.compile(wire, { strict: true })).not.toThrow();
  },
);

it("a text tree may nest a hundred deep, and a deeper one is refused without exhausting the stack", () => {
  const tree = (depth: number): unknown => {
    let node: unknown = "x";
    for (let level = 0; level < depth; level += 1) node = { type: "bold", children: [node] };
    return { ...MESSAGE, content: [{ type: "text", children: [node] }] };
  };
  expect(WireMessage.safeParse(tree(99)).success).toBe(true);
  expect(WireMessage.safeParse(tree(100)).success).toBe(false);
  expect(WireMessage.safeParse(tree(50_000)).success).toBe(false);
});

it.each([[7], [{}], [{ type: 7 }], [{ type: "bold", children: "x" }], [{ type: "bold", children: [{ text: "x" }] }]])(
  "refuses a node of a text that is none: %j",
  (node) => {
    expect(WireMessage.safeParse({ ...MESSAGE, content: [{ type: "text", children: [node] }] }).success).toBe(false);
  },
);
