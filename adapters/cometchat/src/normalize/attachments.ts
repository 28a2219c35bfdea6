import { type Message, present } from "@chat-etl/model";
import * as z from "zod";
import { type Fields, listOf, objectOf, textOf } from "./fields.ts";
import type { MessageMarks } from "./marks.ts";

type Attachment = NonNullable<z.input<typeof Message>["attachments"]>[number];
type Kind = Attachment["kind"];
type Details = NonNullable<MessageMarks["attachments"]>[number];

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ["image", "image"],
  ["video", "video"],
  ["audio", "audio"],
]);

/** What etl's sink keeps of an attachment for which CometChat has no field. */
const Kept = z.object({
  kind: z.enum(["image", "video", "audio", "voice", "file", "link"]).optional().catch(undefined),
  /** It has no address, so it is not among those that CometChat has. */
  isGone: z.literal(true).optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
  width: z.number().nonnegative().optional().catch(undefined),
  height: z.number().nonnegative().optional().catch(undefined),
  durationMs: z.number().nonnegative().optional().catch(undefined),
  thumbnailUrl: z.string().optional().catch(undefined),
});

/**
 * The files of a message, by their addresses. `details`: what etl's sink kept of each, by its place in the list as it
 * was; of those without an address it kept all there was.
 */
export function attachmentsOf(data: Fields, type: string, details: readonly Details[] = []): Attachment[] {
  const given = listOf(data.attachments).map(objectOf);
  const single = textOf(data.url);
  const files = given.length === 0 && single !== undefined ? [{ url: single }] : given;
  const shown = files.filter(({ url }) => textOf(url) !== undefined).map((file) => fileOf(file, type));
  return details.length === 0 ? shown : withDetails(shown, details);
}

function fileOf(file: Fields, type: string): Attachment {
  const mimeType = textOf(file.mimeType);
  const size = Number(file.size ?? Number.NaN);
  return {
    kind: KINDS.get(mimeType?.split("/")[0]?.toLowerCase() ?? "") ?? KINDS.get(type) ?? "file",
    ...present("name", textOf(file.name)),
    ...present("mimeType", mimeType),
    ...(Number.isSafeInteger(size) && size > 0 ? { sizeBytes: size } : {}),
    ...present("url", textOf(file.url)),
  };
}

function withDetails(files: readonly Attachment[], details: readonly Details[]): Attachment[] {
  const left = [...files];
  const all: Attachment[] = [];
  const byIndex = new Map(details.map((one) => [one.index, keptOf(one)]));
  for (let index = 0; left.length > 0 || byIndex.get(index)?.kind !== undefined; index += 1) {
    const { isGone, ...kept } = byIndex.get(index) ?? {};
    const file = isGone ? undefined : left.shift();
    if (file) all.push({ ...file, ...kept, kind: kept.kind ?? file.kind });
    else if (kept.kind !== undefined) all.push({ ...kept, kind: kept.kind });
  }
  return all;
}

function keptOf(details: Details): z.output<typeof Kept> {
  const kept = Object.entries(Kept.parse(details)).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept);
}
