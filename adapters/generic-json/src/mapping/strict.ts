import * as z from "zod";

/** An object that says, of a name it does not know, which names it does. */
export function strict<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return undefined;
      const strangers = issue.keys.map((key: string) => `"${key}"`).join(", ");
      return `knows no ${strangers}: there are ${Object.keys(shape).join(", ")}`;
    },
  });
}
