import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askFile, discardFetched, fetchFile, fileKey, folderStore, keepFetched } from "@chat-etl/io";
import { memorySink, memorySource } from "@chat-etl/memory";
import type { Attachment, Message } from "@chat-etl/model";
import { type AnySink, type AnySource, definePipeline, defineSource, type Pipeline } from "@chat-etl/sdk";
import { openWorkspace, type Workspace } from "@chat-etl/store";
import { type AttachmentOptions, type Copying, verify } from "../src/index.ts";
import { scene } from "./scene.ts";

/** The address at which a folder counts as served. */
export const SERVED = "https://files.example";

/**
 * Two memory apps whose notes may have files: a note `see http://… http://…` has those, pictures if they end in `.png`. A
 * note arrives with its links.
 */
export function copyScene() {
  const base = scene();
  const folder = mkdtempSync(join(tmpdir(), "etl-copied-"));
  const { source, target } = base;
  source.people.push({ handle: "ann" });
  source.rooms.push({ room: "room", handles: ["ann"] });
  const pipeline = definePipeline({ name: "notes-to-notes", summary: "", source: fileSource, sink: fileSink });
  const attachments = (given: Given = {}): AttachmentOptions => optionsFor(folder, given);
  const inWorkspace = async <T>(work: (workspace: Workspace) => Promise<T>): Promise<T> => {
    const workspace = await openWorkspace(base.folder);
    try {
      return await work(workspace);
    } finally {
      await workspace.close();
    }
  };
  return {
    ...base,
    pipeline,
    folder,
    workspaceFolder: base.folder,
    attachments,
    note(key: string, ...urls: readonly string[]) {
      const body = `see ${urls.join(" ")}`.trim();
      source.notes.push({ key, room: "room", by: "ann", at: 1_000 + source.notes.length, body, likes: [] });
    },
    copy: async (given: Given = {}, options: Parameters<typeof base.go>[0] = {}) =>
      await base.go({ pipeline, attachments: attachments(given), ...options }),
    /** What arrived, by its key. */
    arrived: () => Object.fromEntries(target.notes.map(({ key, body }) => [key, body])),
    /** @param copying whose copies are compared too; missing: none */
    verify: async (sink: AnySink = fileSink, copying?: Copying) =>
      await inWorkspace((workspace) =>
        verify({
          ...{
            pipeline: { ...pipeline, sink },
            sinkConfig: { app: base.targetName },
            workspace,
            copying,
            share: 1,
            speed: 1_000,
          },
          ...{ stop: new AbortController().signal, logger: QUIET, onEvent: () => {}, onConversation: () => {} },
        }),
      ),
    inWorkspace,
  };
}

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

interface Given extends Partial<Omit<AttachmentOptions, "copying">> {
  readonly copying?: Partial<Copying>;
}

function optionsFor(folder: string, { copying, ...given }: Given): AttachmentOptions {
  return {
    ...{ policy: "copy", missing: "keep-link", isMissingGiven: false, ...given },
    copying: {
      store: folderStore({ folder, baseUrl: SERVED }),
      fetcher: { fetch: fetchFile, keep: keepFetched, discard: discardFetched, ask: askFile, keyOf: fileKey },
      ...{ maxFileBytes: 1_000_000, timeoutMs: 10_000, concurrency: 3, allowPrivate: true },
      ...copying,
    },
  };
}

function attachmentsOf(body: string): readonly Attachment[] {
  const words = body
    .split(" ")
    .slice(1)
    .filter((word) => word !== "");
  return words.map((url) => ({ kind: url.endsWith(".png") ? "image" : "file", name: url.split("/").at(-1), url }));
}

/** The same, but one of the notes has files alone. */
export function withoutWords(pipeline: Pipeline, key: string): Pipeline {
  const { notes, ...streams } = fileSource.streams;
  if (notes === undefined) throw new Error("The source has notes.");
  const normalize: typeof notes.normalize = (note) => {
    const normalized = notes.normalize(note);
    if ("drop" in normalized) return normalized;
    return normalized.map((one) => ("id" in one && one.id === key ? { ...one, text: "" } : one));
  };
  return { ...pipeline, source: { ...fileSource, streams: { ...streams, notes: { ...notes, normalize } } } };
}

/**
 * The same, but each note was read from a file that its key names, `a-1` from `a/result.json`, and has files beside it.
 *
 * @param renamed what folders are called now, by what keys call them
 */
export function inFiles(pipeline: Pipeline, renamed: Readonly<Record<string, string>> = {}): Pipeline {
  const open: AnySource["open"] = async (config, context) => {
    const source = await fileSource.open(config, context);
    return {
      ...source,
      async *read(...given) {
        for await (const page of source.read(...given)) {
          const values = page.values.map((one) => ("value" in one ? { ...one, origin: originOf(one, renamed) } : one));
          yield { ...page, values };
        }
      },
      files: (_, { origin }) => ({
        async *bytes() {
          yield Buffer.from(`1 of ${origin[0]}`);
        },
      }),
    };
  };
  return { ...pipeline, source: { ...fileSource, open } };
}

function originOf(
  { value, origin }: { readonly value: unknown; readonly origin: string },
  renamed: Readonly<Record<string, string>>,
): string {
  const { key } = value as { readonly key?: string };
  const [chat = "", number] = key?.split("-") ?? [];
  return number === undefined ? origin : `${renamed[chat] ?? chat}/result.json@${number}`;
}

/** `inside:x` is a file that lies in the source itself. */
const fileSource: AnySource = defineSource({
  ...memorySource,
  streams: {
    ...memorySource.streams,
    notes: {
      ...memorySource.streams.notes,
      normalize: (note) => {
        const normalized = memorySource.streams.notes.normalize(note);
        if ("drop" in normalized) return normalized;
        return normalized.map((one) =>
          "kind" in one && one.kind === "message"
            ? { ...one, text: "see", attachments: [...attachmentsOf(note.body)] }
            : one,
        );
      },
    },
  },
  async open(config, context) {
    const source = await memorySource.open(config, context);
    return {
      ...source,
      read: source.read.bind(source),
      files: ({ url = "" }) => {
        if (!url.startsWith("inside:")) return undefined;
        return {
          async *bytes() {
            yield Buffer.from(url);
          },
        };
      },
    };
  },
});

export const fileSink: AnySink = {
  ...memorySink,
  encode: {
    ...memorySink.encode,
    message: (message: Message) => {
      const links = message.attachments.map(
        ({ url, sizeBytes }) => `${url}${sizeBytes === undefined ? "" : `#${sizeBytes}`}`,
      );
      return { send: [noteOf(message, ["see", ...links].join(" "))] };
    },
  },
};

function noteOf({ id, conversationId, authorId, sentAt }: Message, body: string) {
  return { key: id, room: conversationId, by: authorId, at: sentAt, body, likes: [] };
}
