import * as z from "zod";

export const KEY = "key-of-the-memory-app";

/** What the memory adapter has no need of: a secret. */
export const HonestConfig = z.strictObject({
  app: z.string().min(1).meta({ description: "Name of the app." }),
  key: z.string().min(1).max(1_000).meta({ description: "Its key.", env: "MEMORY_KEY", secret: true }),
});
export type HonestConfig = z.output<typeof HonestConfig>;

let number = 0;

export function newName(): string {
  number += 1;
  return `honest-${number}`;
}

/** A config that says that something is wrong, and not what. */
export function nameless<Config extends z.ZodObject>(config: Config): Config {
  const own = config.clone();
  const error = new z.ZodError([{ code: "custom", path: [], message: "Something is wrong.", input: undefined }]);
  own.safeParse = (value) => {
    const result = config.safeParse(value);
    return result.success ? result : { success: false, error: error as never };
  };
  return own;
}

/** Tells whether a value holds another one somewhere, as JSON shows it. */
export function holds(value: unknown, hazard: unknown): boolean {
  return (JSON.stringify(value) ?? "").includes(JSON.stringify(hazard));
}
