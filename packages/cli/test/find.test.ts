import { pipelines, sandboxes, sinks, sources } from "@chat-etl/pipelines";
import type { AnySink, AnySource } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { attachmentOptions, flagOf } from "../src/attachment-options.ts";
import { allPipelines } from "../src/find.ts";
import { listText } from "../src/show/list-text.ts";

it("every pipeline is listed by its own name", async () => {
  expect((await allPipelines()).map(({ name }) => name)).toEqual([...pipelines.keys()]);
});

it("the sandboxes that can be served are those of all sources and sinks", async () => {
  const sides = (await allPipelines()).flatMap(({ source, sink }) => [source, sink]);
  const own = sides.flatMap(({ name, sandbox }) => (sandbox ? [[name, sandbox] as const] : []));
  expect(new Set(own.map(([name]) => name))).toEqual(new Set(sandboxes.keys()));
  for (const [name, sandbox] of own) expect(await sandboxes.get(name)?.(), name).toBe(await sandbox());
});

it("the list shows every pipeline, and every source and sink with its options once", async () => {
  const loadedSources = new Map<string, AnySource>();
  for (const [name, load] of sources) loadedSources.set(name, await load());
  const loadedSinks = new Map<string, AnySink>();
  for (const [name, load] of sinks) loadedSinks.set(name, await load());
  const text = listText({ pipelines: await allPipelines(), sources: loadedSources, sinks: loadedSinks });
  for (const name of pipelines.keys()) expect(text.split(` ${name} `), name).toHaveLength(2);
  for (const name of sources.keys()) expect(text.split(`Source ${name}:`), name).toHaveLength(2);
  for (const name of sinks.keys()) expect(text.split(`Sink ${name}:`), name).toHaveLength(2);
  expect(text.split("--sink.region")).toHaveLength(2);
  for (const { name } of attachmentOptions().filter(({ secret }) => !secret))
    expect(text.split(`${flagOf(name)}\n`), name).toHaveLength(2);
  expect(text.split("ATTACHMENTS_ACCESS_KEY_ID\n")).toHaveLength(2);
});
