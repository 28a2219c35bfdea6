import { basename } from "node:path";
import { ExportFiles, type Input, readEach, readJsonLines, sizeOfInputs } from "@chat-etl/io";
import { defineSource, type Page, type ReadOptions } from "@chat-etl/sdk";
import { MattermostSourceConfig } from "./config.ts";
import { exportInputs } from "./export-inputs.ts";
import { listNames, namesIn } from "./known-names.ts";
import { normalizePerson, normalizePlace, normalizeThread } from "./normalize.ts";
import { WirePerson, WirePlace, WireTeam, WireThread } from "./wire.ts";

type Stream = "people" | "places" | "threads";

const PEOPLE: ReadonlySet<unknown> = new Set(["user", "bot"]);
const THREADS: ReadonlySet<unknown> = new Set(["post", "direct_post"]);

export const mattermostSource = defineSource({
  name: "mattermost",
  summary: "Mattermost, from its bulk export: the zip archive, its folder or its JSON Lines file.",
  config: MattermostSourceConfig,
  fills: {
    user: [
      "type",
      "username",
      "fullName",
      "emails",
      "title",
      "statusText",
      "role",
      "locale",
      "avatarUrl",
      "state",
      "deactivatedAt",
      "extra",
    ],
    conversation: ["visibility", "title", "topic", "description", "category", "isArchived", "archivedAt", "extra"],
    membership: ["role", "lastReadAt", "notify", "isFavorite", "extra"],
    message: [
      "type",
      "event",
      "text",
      "entities",
      "attachments",
      "threadRootId",
      "reactions",
      "editedAt",
      "pin",
      "extra",
    ],
  },
  capabilities: { messageOrder: "unordered", resumable: true, incremental: false },
  streams: {
    people: { kind: "user", wire: WirePerson, normalize: normalizePerson },
    places: { kind: "conversation", wire: WirePlace, normalize: normalizePlace },
    threads: { kind: "message", wire: WireThread, normalize: normalizeThread },
  },
  identity: async ({ path }) => `mattermost:${await firstTeam(path)}`,
  reads: ({ path }) => basename(path),
  async open({ path }, { signal }) {
    let exported: Promise<ExportFiles> | undefined;
    let known: readonly Input[] | undefined;
    const inputs = async (until: AbortSignal) => {
      known ??= await exportInputs(path, until);
      return known;
    };
    return {
      async *read(stream, options) {
        options.signal.throwIfAborted();
        yield* readLines(await inputs(options.signal), stream, options);
      },
      check: async () => void (await inputs(signal)),
      files: async ({ url = "" }, { origin }) => {
        exported ??= ExportFiles.at(path);
        return (await exported).find(url, origin);
      },
      sizeBytes: () => sizeOfInputs(path),
    };
  },
});

/** Nothing in an export names its server, so the first of its teams has to. */
async function firstTeam(path: string): Promise<string> {
  const { signal } = new AbortController();
  const read = (input: Input) => readJsonLines(input, { signal, pageSize: 10 });
  for await (const { values } of readEach(await exportInputs(path, signal), { read })) {
    if (values.some((one) => streamOf(one) === "threads")) break;
    for (const one of values) {
      const line = "value" in one ? WireTeam.safeParse(one.value) : undefined;
      if (line?.success) return line.data.team.name;
    }
  }
  return "export";
}

/** Each stream goes over the file once and takes its own lines; what is no line at all is told with the threads. */
async function* readLines(
  inputs: readonly Input[],
  stream: Stream,
  { after, signal }: ReadOptions,
): AsyncGenerator<Page, void> {
  const names = stream === "threads" ? await listNames(inputs, signal) : new Set<string>();
  const read = (input: Input, behind: string | undefined): AsyncIterable<Page> =>
    readJsonLines(input, { after: behind, signal, exactNumbers: true });
  for await (const page of readEach(inputs, { after, read })) {
    const values = page.values.filter((one) => streamOf(one) === stream);
    yield { ...page, values: stream === "threads" ? values.map((one) => withNames(one, names)) : values };
  }
}

function streamOf(one: Page["values"][number]): Stream {
  if (!("value" in one)) return "threads";
  const type = (one.value as { readonly type?: unknown } | null)?.type;
  return PEOPLE.has(type) ? "people" : THREADS.has(type) ? "threads" : "places";
}

function withNames(one: Page["values"][number], names: ReadonlySet<string>): Page["values"][number] {
  if (!("value" in one)) return one;
  return { ...one, value: { line: one.value, known: namesIn(one.value, names) } };
}
