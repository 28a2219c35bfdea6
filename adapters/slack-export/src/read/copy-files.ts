import type { Extracted, Page } from "@chat-etl/sdk";
import { type WantedFile, wantedFiles } from "../normalize/copies.ts";
import { isCarried } from "../normalize/message.ts";
import { MessageValue } from "../wire-values.ts";
import type { FileCopier } from "./file-copier.ts";

/** Copies the files of each page's messages, and adds to each message's place what became of them. */
export async function* copyFiles(
  pages: AsyncIterable<Page>,
  { copier, signal }: { readonly copier: FileCopier; readonly signal: AbortSignal },
): AsyncGenerator<Page, void> {
  for await (const { values, cursor } of pages) {
    const wanted = new Map(values.map((one) => [one, "value" in one ? wantedIn(one.value) : []]));
    const copies = await copier.copy([...wanted.values()].flat(), signal);
    const withCopies = (one: Extracted): Extracted => {
      const { message, place } = one.value as Pick<MessageValue, "message" | "place">;
      return { ...one, value: { message, place: { ...place, copies } } };
    };
    yield { values: values.map((one) => ("value" in one && wanted.get(one)?.length ? withCopies(one) : one)), cursor };
  }
}

/** The files of a message, if it becomes a record. */
function wantedIn(value: unknown): readonly WantedFile[] {
  if (!mayHaveFiles(value instanceof Object && "message" in value ? value.message : undefined)) return [];
  const { success, data } = MessageValue.safeParse(value);
  if (!success || !isCarried(data.message, data.place)) return [];
  return wantedFiles(data.message, data.place.known.policies);
}

/** Most messages have none: those are not looked at twice. */
export function mayHaveFiles(message: unknown): boolean {
  return message instanceof Object && ("files" in message || "file" in message);
}
