import { basename, dirname } from "node:path";
import { pipelines } from "@chat-etl/pipelines";
import { shellWord } from "@chat-etl/sdk";
import type { SessionFlags } from "./flags.ts";
import { ROOT, workspaceName } from "./workspace-name.ts";

/** How commands are told that mean what somebody looks at, so that they do as they are printed. */
export interface Call {
  /** What stands behind `etl run`, `etl replay` and their like: the pipeline, and which rehearsal or workspace. */
  readonly pipeline: string;
  /** What `etl errors` and its like need to look at the same workspace: nothing, or a blank and an option. */
  readonly look: string;
}

/** Where nothing is known. */
export const ANY_CALL: Call = { pipeline: "PIPELINE", look: "" };

/** The same as somebody called, but for the options of source and sink: secrets may be among them. */
export function callOf({
  pipeline,
  sandbox,
  workspace,
}: Pick<SessionFlags, "pipeline" | "sandbox" | "workspace">): string {
  return words([
    shellWord(pipeline),
    ...(sandbox ? ["--sandbox"] : []),
    ...(workspace === undefined ? [] : ["--workspace", shellWord(workspace)]),
  ]);
}

/**
 * To go on with a workspace of which only the folder and the target are known.
 *
 * @param isNamed the folder was named, so that it must be again to look at the same
 */
export function callFor(folder: string, target: string, isNamed = dirname(folder) !== ROOT): Call {
  const [name = ""] = basename(folder).split("@");
  const isUsual = dirname(folder) === ROOT && basename(folder) === workspaceName(name, target);
  const option = ["--workspace", shellWord(folder)];
  return {
    pipeline: words([
      isUsual && pipelines.has(name) ? name : ANY_CALL.pipeline,
      ...(target === "sandbox" ? ["--sandbox"] : []),
      ...(isUsual ? [] : option),
    ]),
    look: isNamed ? ` ${words(option)}` : "",
  };
}

function words(all: readonly string[]): string {
  return all.join(" ");
}
