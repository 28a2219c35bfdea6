import { pipelines, sandboxes } from "@chat-etl/pipelines";
import { expect, it } from "vitest";
import { allPipelines } from "../src/find.ts";

it("every pipeline is listed by its own name", async () => {
  expect((await allPipelines()).map(({ name }) => name)).toEqual([...pipelines.keys()]);
});

it("the sandboxes that can be served are those of all sources and sinks", async () => {
  const sides = (await allPipelines()).flatMap(({ source, sink }) => [source, sink]);
  const own = sides.flatMap(({ name, sandbox }) => (sandbox ? [[name, sandbox] as const] : []));
  expect(new Set(own.map(([name]) => name))).toEqual(new Set(sandboxes.keys()));
  for (const [name, sandbox] of own) expect(await sandboxes.get(name)?.(), name).toBe(await sandbox());
});
