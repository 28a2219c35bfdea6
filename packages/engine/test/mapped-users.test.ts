import { memoryApp, memorySink } from "@chat-etl/memory";
import type { AnySink } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { fill, type Scene, scene } from "./scene.ts";

/** A world whose target has two people already, and a sink that tells its users, how often it was asked counted. */
function stageOfTwo() {
  const stage = scene();
  fill(stage.source, { rooms: 1, notes: 4 });
  stage.target.people.push({ handle: "ann@here" }, { handle: "zed" });
  const asked = { count: 0 };
  const sink: AnySink = {
    ...memorySink,
    async *users(config: { readonly app: string }) {
      asked.count += 1;
      for (const { handle } of memoryApp(config.app).people) yield { id: handle, emails: [] };
    },
  };
  return { stage, sink, asked };
}

function notices({ events }: Scene): string {
  return events.flatMap((event) => (event.event === "notice" ? [event.message] : [])).join("\n");
}

it("a map that names users whom the target does not have is refused before anything is read or sent", async () => {
  const { stage, sink, asked } = stageOfTwo();
  const wrong = new Map([
    ["ann", "ann@there"],
    ["bob", "zed"],
  ]);
  await expect(stage.go({ sink, userMap: wrong })).rejects.toThrow(
    /names 1 of 2 users who are not in "to-\d+" \(memory\): "ann@there" \(for "ann"\)/,
  );
  expect(stage.target.notes).toEqual([]);
  // Nothing was read, so another map may take its place; when that one is right, the target is not asked again.
  const userMap = new Map([["ann", "ann@here"]]);
  expect(await stage.go({ sink, userMap })).toMatchObject({ status: "complete", kinds: { user: { duplicate: 1 } } });
  await stage.go({ sink, userMap });
  expect(asked.count).toBe(2);
});

it("a map of which the source has nobody is refused before anything is sent, also in a plan and once more", async () => {
  const { stage, sink } = stageOfTwo();
  const userMap = new Map([["carl", "zed"]]);
  for (const go of [stage.plan, stage.go, stage.go])
    await expect(go({ sink, userMap })).rejects.toThrow(
      "Of the 1 users whom the map of users names, the source has not",
    );
  expect(stage.target.notes).toEqual([]);
});

it("a map of which the source has some is used, and what is not there is told", async () => {
  const { stage, sink } = stageOfTwo();
  const userMap = new Map([
    ["ghost", "ann@here"],
    ["carl", "zed"],
  ]);
  // A ghost is named by messages alone.
  expect(await stage.go({ sink, userMap })).toMatchObject({ status: "complete" });
  expect(notices(stage)).toContain("names 2 users, of whom the source has 1.");
});
