import type { Extracted, Page } from "@chat-etl/sdk";
import type * as z from "zod";
import { type WantedFile, wantedFiles } from "../normalize/copies.ts";
import { isCarried } from "../normalize/message.ts";
import { MessageValue } from "../wire-values.ts";
import type { FileCopier } from "./file-copier.ts";

/**
 * Copies the files of each page's messages, and adds to each message's place what became of them. Each file that could
 * not be had comes once as a value of its own behind the messages of its page: counted with them or not at all.
 */
export async function* copyFiles(
  pages: AsyncIterable<Page>,
  { copier, signal }: { readonly copier: FileCopier; readonly signal: AbortSignal },
): AsyncGenerator<Page, void> {
  const told = new Set<string>();
  for await (const { values, cursor } of pages) {
    const wanted = new Map(values.map((one) => [one, "value" in one ? wantedIn(one.value) : []]));
    const copies = await copier.copy([...wanted.values()].flat(), signal);
    const withCopies = (one: Extracted): Extracted => {
      const { message, place } = one.value as Pick<MessageValue, "message" | "place">;
      return { ...one, value: { message, place: { ...place, copies } } };
    };
    const messages = values.map((one) => ("value" in one && wanted.get(one)?.length ? withCopies(one) : one));
    yield { values: [...messages, ...failuresOf(wanted, copier, told)], cursor };
  }
}

/** Files that could not be had, in the order of the values that have them; those that were told already are left out. */
function failuresOf(
  wanted: ReadonlyMap<Page["values"][number], readonly WantedFile[]>,
  copier: FileCopier,
  told: Set<string>,
): readonly Extracted[] {
  const failures: Extracted[] = [];
  for (const [{ origin }, files] of wanted) {
    for (const { id } of files) {
      const notCopied = copier.whyNot(id);
      if (notCopied === undefined || told.has(id)) continue;
      told.add(id);
      const value: z.input<typeof MessageValue> = { message: {}, place: { notCopied } };
      failures.push({ value, origin: `${origin}, file ${id}` });
    }
  }
  return failures;
}

/** The files of a message, if it becomes a record. */
function wantedIn(value: unknown): readonly WantedFile[] {
  if (!mayHaveFiles(value instanceof Object && "message" in value ? value.message : undefined)) return [];
  const { success, data } = MessageValue.safeParse(value);
  if (!success || "notCopied" in data.place || !isCarried(data.message, data.place)) return [];
  return wantedFiles(data.message, data.place.known.policies);
}

/** Most messages have none: those are not looked at twice. */
export function mayHaveFiles(message: unknown): boolean {
  return message instanceof Object && ("files" in message || "file" in message);
}
