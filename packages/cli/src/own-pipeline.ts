import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError, type Pipeline } from "@chat-etl/sdk";
import * as z from "zod";
import { messageOf } from "./show/format.ts";

const Side = z.looseObject({ name: z.string().min(1), config: z.custom((value) => value instanceof z.ZodType) });

/** As far as they can be seen from outside: the rest is the type's part, which an editor checks. */
export const OwnSource = Side.extend({ streams: z.looseObject({}), open: z.instanceof(Function) });
export const OwnSink = Side.extend({
  capabilities: z.looseObject({}),
  encode: z.looseObject({}),
  open: z.instanceof(Function),
});

const OwnPipeline = z.looseObject({
  // It names the workspace's folder.
  name: z.string().regex(/^[\w.-]+$/),
  summary: z.string(),
  source: OwnSource,
  sink: OwnSink,
});

const Transforms = z.array(z.looseObject({ name: z.string().min(1), apply: z.instanceof(Function) }));

/** Whether a pipeline is named by the file that defines it: `./my-pipeline.ts`. */
export function isOwnPipeline(name: string): boolean {
  return /\.[cm]?[jt]s$/.test(name);
}

/**
 * The pipeline that a file of somebody's own exports, as `default` or under any name.
 *
 * @throws ConfigError there is no such file, it cannot be loaded, or it exports no pipeline or several
 */
export async function loadOwnPipeline(file: string): Promise<Pipeline> {
  if (!existsSync(file))
    throw new ConfigError(`There is no file "${file}". Name the module that exports your pipeline.`);
  const exported = await exportsOf(file);
  const [pipeline, ...others] = new Set(exported.filter(isPipeline));
  if (pipeline === undefined)
    throw new ConfigError(
      `"${file}" exports no pipeline. Export what definePipeline returns: { name, summary, source, sink }, with a name of letters, digits, "-" and "_".`,
    );
  mustBeTransforms(pipeline);
  if (others.length > 0) throw new ConfigError(`"${file}" exports several pipelines. A file is one pipeline.`);
  return pipeline;
}

/** Everything that a module of somebody's own exports. @throws ConfigError what is wrong with it, in the words of Node */
export async function exportsOf(file: string): Promise<readonly unknown[]> {
  try {
    return Object.values(await import(pathToFileURL(resolve(file)).href));
  } catch (cause) {
    throw new ConfigError(`"${file}" cannot be loaded: ${messageOf(cause)}`, { cause });
  }
}

/** @throws ConfigError */
function mustBeTransforms({ name, transforms }: Pipeline): void {
  if (transforms === undefined || Transforms.safeParse(transforms).success) return;
  throw new ConfigError(
    `The transforms of "${name}" are not right: each must be what defineTransform returns, in a list. Those of @chat-etl/transforms are called, as in [dropBots()].`,
  );
}

function isPipeline(value: unknown): value is Pipeline {
  return OwnPipeline.safeParse(value).success;
}
