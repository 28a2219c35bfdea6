/** The folder that workspaces stand in, unless another is named. */
export const ROOT = ".etl";

/** What the folder of a pipeline's workspace is called, unless another is named. */
export function workspaceName(pipeline: string, target: string): string {
  return `${pipeline}@${target.replaceAll(/[^\w.-]/g, "_")}`;
}
