import { type MarkedText, renderText } from "@chat-etl/model";
import { expect } from "vitest";
import type { Names } from "../src/text/slack-text.ts";

/** Ada and the garden are known, nobody else. */
export const NAMES: Names = {
  user: (id) => (id === "U0ADA" ? "Ada" : undefined),
  channel: (id) => (id === "C0GARDEN" ? "garden" : undefined),
};

/** The text with its marks written out: `<bold>so</bold>`, `<link https://a.b>here</link>`. */
export function marked({ text, entities }: MarkedText): string {
  return renderText(text, entities, {
    plain: (part) => part,
    entity: ({ type, start: _, end: __, ...rest }, inner) => {
      const details = Object.values(rest).map((detail) => ` ${detail}`);
      return `<${type}${details.join("")}>${inner}</${type}>`;
    },
  });
}

/** Fails unless every entity lies inside its text. */
export function expectInside({ text, entities }: MarkedText): void {
  for (const { start, end } of entities) expect(0 <= start && start < end && end <= text.length).toBe(true);
}
