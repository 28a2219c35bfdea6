import type * as z from "zod";
import { invalid } from "./answers.ts";
import type { TalkRequest } from "./request.ts";

/** E9: fields that are not known are ignored, unless the switch says so. @param at where in a list it stands. @throws Refusal */
export function refuseUnknown({ options }: TalkRequest, schema: z.ZodObject, value: unknown, at?: number): void {
  if (options.unknownFields === "ignore" || typeof value !== "object" || value === null) return;
  const place = at === undefined ? "" : `${at}.`;
  const unknown = Object.keys(value).filter((field) => !(field in schema.shape));
  if (unknown.length === 0) return;
  throw invalid(Object.fromEntries(unknown.map((field) => [`${place}${field}`, "This field is not known."])));
}
