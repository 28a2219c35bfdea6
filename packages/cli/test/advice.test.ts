import { execFileSync } from "node:child_process";
import type { Pipeline } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { callFor, callOf } from "../src/call.ts";
import { lookText } from "../src/commands/run.ts";
import { fileLines, groupLines } from "../src/show/errors-text.ts";
import { filesText } from "../src/show/files-text.ts";
import { parseCall } from "./parse-call.ts";

/** The words of all commands that stand at the ends of lines, as a shell takes them. */
function callsIn(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/(?:: |^)etl (.*)$/gm)].map(([, command = ""]) =>
    execFileSync("sh", ["-c", `printf '%s\\0' ${command}`], { encoding: "utf8" })
      .split("\0")
      .slice(0, -1),
  );
}

const AT = { kind: "message", code: "it's odd", message: "Why.", origin: "m.json@1" } as const;
const GROUP = { code: AT.code, message: "Why.", count: 9, first: [AT, { ...AT, id: "m1" }] };
const FILE = { code: "busy", message: "", count: 2, host: "", origin: "a.json#1", isLasting: false };
const COPIED = { total: 3, hosts: 1, copied: 1, bytes: 5, failed: { gone: 1 }, open: 1 };

/** All advice on a workspace of which the folder and the target are known. */
async function adviceOn(...place: Parameters<typeof callFor>) {
  const call = callFor(...place);
  const text = `${groupLines([GROUP], call)}${fileLines([FILE], call)}${filesText({ policy: "copy", ...COPIED }, call).join("\n")}`;
  const calls = callsIn(text);
  expect(calls.map(([command]) => command)).toEqual([
    "errors",
    "errors",
    "replay",
    "run",
    "replay",
    "errors",
    "replay",
  ]);
  return await Promise.all(calls.map(parseCall));
}

it("advice on a rehearsal's workspace is of the rehearsal, and on one that was named, of that one", async () => {
  const rehearsal = await adviceOn(".etl/talkjs-to-cometchat@sandbox", "sandbox");
  for (const { _, sandbox, pipeline, workspace } of rehearsal) {
    expect(workspace).toBeUndefined();
    expect([sandbox, pipeline]).toEqual(
      String(_) === "errors" ? [undefined, undefined] : [true, "talkjs-to-cometchat"],
    );
  }
  const real = await adviceOn(".etl/talkjs-to-cometchat@my_app_eu", "my@app_eu", true);
  for (const { _, sandbox, pipeline, workspace } of real) {
    expect(sandbox).toBeUndefined();
    if (String(_) === "errors") expect(workspace).toBe(".etl/talkjs-to-cometchat@my_app_eu");
    else expect([pipeline, workspace]).toEqual(["talkjs-to-cometchat", undefined]);
  }
  const elsewhere = "some/where else's";
  for (const { _, sandbox, pipeline, workspace } of await adviceOn(elsewhere, "sandbox")) {
    expect(workspace).toBe(elsewhere);
    if (String(_) !== "errors") expect([pipeline, sandbox]).toEqual(["PIPELINE", true]);
  }
  // Who defines a pipeline in a file calls it by that file.
  expect(callFor(".etl/mine@app", "app").pipeline).toBe("PIPELINE");
});

it("advice keeps to the pipeline, the rehearsal and the workspace of the call", async () => {
  const call = callOf({ pipeline: "./my pipeline.ts", sandbox: true, workspace: "a $HOME/b" });
  const [words = []] = callsIn(`Then: etl run ${call} --map-users users.csv`);
  expect(await parseCall(words)).toMatchObject({
    ...{ pipeline: "./my pipeline.ts", sandbox: true, workspace: "a $HOME/b", mapUsers: "users.csv" },
  });
  expect(callOf({ pipeline: "a-to-b", sandbox: false, workspace: undefined })).toBe("a-to-b");
});

it("what arrived in a rehearsal can be served again from any folder", async () => {
  const sink = { name: "cometchat", sandbox: async () => expect.fail() } as unknown as Pipeline["sink"];
  const [words = []] = callsIn(lookText({ sink }, "my work", undefined));
  expect(await parseCall(words)).toMatchObject({ platform: "cometchat", folder: "my work/sandbox/cometchat" });
});
