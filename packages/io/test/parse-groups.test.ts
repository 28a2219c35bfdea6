import { expect, it } from "vitest";
import { readJson } from "../src/index.ts";
import { collect, valuesOf } from "./collect.ts";
import { tempFile } from "./temp-file.ts";

it("gives every element its own value and place in pages of many groups, with a bad one and a large one among them", async () => {
  const texts = Array.from({ length: 4000 }, (_, no) => JSON.stringify({ no, text: "é".repeat(no % 100) }));
  texts[1500] = '{"no":1500,}';
  texts[2500] = JSON.stringify({ no: 2500, text: "x".repeat(200_000) });
  const half = texts.length / 2;
  const document = `[[${texts.slice(0, half).join(",")}], [${texts.slice(half).join(" ,\n")}]]`;
  const path = await tempFile(document);
  const { pages, values } = await collect(
    readJson(path, { select: "*", pageSize: 10_000, signal: new AbortController().signal }),
  );
  expect(pages.length).toBeLessThan(5);
  expect(values.map(({ keys }) => keys)).toEqual(texts.map((_, no) => [Math.floor(no / half), no % half]));
  const [bytes, read] = [Buffer.from(document), valuesOf(values)];
  for (const [no, text] of texts.entries()) {
    const start = Number(values[no]?.origin.split("@")[1]);
    expect(bytes.toString("utf8", start, start + Buffer.byteLength(text))).toBe(text);
    expect(read[no]).toEqual(no === 1500 ? { unreadable: "not-json" } : JSON.parse(text));
  }
});
