import { readdirSync } from "node:fs";
import { join } from "node:path";
import { folderStore } from "@chat-etl/io";
import { TransientError } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { copyScene, SERVED } from "./copy-scene.ts";
import { startFileServer } from "./file-server.ts";

it("fetches a file once, though the store fails for a while; and leaves nothing of it behind", async () => {
  await using server = await startFileServer({ "/1": "one", "/2": "two" });
  const scene = copyScene();
  for (const name of ["1", "2"]) scene.note(name, `${server.url}/${name}`);
  const store = folderStore({ folder: scene.folder, baseUrl: SERVED });
  const put = () => Promise.reject(new TransientError("It is busy.", { delivery: "none" }));
  const failing = { copying: { store: { ...store, put }, concurrency: 1 } };
  expect((await scene.copy(failing)).status).toBe("stopped");
  expect(readdirSync(join(scene.workspaceFolder, "spool")).toSorted()).toEqual(["1", "1.kept.json"]);
  const summary = await scene.copy();
  expect([summary.status, server.asked]).toEqual(["complete", ["/1", "/2"]]);
  expect(scene.arrived()["1"]).toMatch(/#3$/);
  expect(readdirSync(scene.workspaceFolder)).not.toContain("spool");
  // Nobody wants it any more: the message goes in with its old link.
  scene.note("3", `${server.url}/3`);
  server.files.set("/3", "three");
  await scene.copy(failing, { again: {} });
  expect(readdirSync(join(scene.workspaceFolder, "spool"))).toHaveLength(2);
  await scene.copy({ policy: "link" });
  expect(readdirSync(scene.workspaceFolder)).not.toContain("spool");
});
