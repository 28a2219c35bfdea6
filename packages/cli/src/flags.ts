import { ConfigError } from "@chat-etl/sdk";
import * as z from "zod";
import { AttachmentFlags } from "./attachment-options.ts";
import { LOG_LEVELS } from "./log-levels.ts";
import { optionProblem } from "./problem.ts";

/** `--source.x` and `--sink.x` as yargs nests them. Everything is text until a definition's schema has checked it. */
export const SideFlags = z.record(z.string(), z.unknown()).default({});

/** The flags of the commands that work in a pipeline's workspace. */
export const SessionFlags = z.object({
  pipeline: z.string(),
  source: SideFlags,
  sink: SideFlags,
  attachments: AttachmentFlags,
  sandbox: z.boolean().default(false),
  sandboxSpeed: z.coerce.number().positive().max(100_000).default(60),
  workspace: z.string().min(1).optional(),
  fresh: z.boolean().default(false),
  mapUsers: z.string().min(1).optional(),
  concurrency: z.coerce.number().int().min(1).max(64).default(4),
  logLevel: z.enum(LOG_LEVELS).optional(),
  json: z.boolean().default(false),
});
export type SessionFlags = z.output<typeof SessionFlags>;

/** A file, a folder, or `-` for standard input, of which alone yargs leaves an empty word. */
export const FileFlag = z
  .string()
  .transform((file) => (file === "" && process.argv.includes("-") ? "-" : file))
  .refine((file) => file !== "", "must not be empty");

/** @throws ConfigError that names every flag that is not right */
export function checkFlags<T>(schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const [name = ""] = issue.path;
    return `  - --${kebab(String(name))} ${optionProblem(issue, Reflect.get(Object(given), name))}`;
  });
  throw new ConfigError(`These flags are not right:\n${problems.join("\n")}`);
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A side's flags, and the switches of its sandbox (`--sink.sandbox.x`) apart. */
export function splitSide(side: Readonly<Record<string, unknown>>): {
  readonly options: Readonly<Record<string, unknown>>;
  readonly switches: Readonly<Record<string, unknown>>;
} {
  const { sandbox, ...options } = side;
  return { options, switches: sandbox instanceof Object ? { ...sandbox } : {} };
}
