import { type Input, readEach, readJsonLines } from "@chat-etl/io";
import { NAMES } from "./text/read-text.ts";

/**
 * The names that an export lists: `@ann`, `~crew/harbour`, `:partyboat:`. They stand in front of the first post, so only
 * that part of it is read; held in memory, as texts may mention any of them.
 */
export async function listNames(inputs: readonly Input[], signal: AbortSignal): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  const read = (input: Input) => readJsonLines(input, { signal });
  for await (const { values } of readEach(inputs, { read })) {
    for (const one of values) {
      if (!("value" in one)) continue;
      const line = one.value as Line;
      if (line?.type === "post" || line?.type === "direct_post") return names;
      const name = nameIn(line);
      if (name !== undefined) names.add(name);
    }
  }
  return names;
}

/** What a line may look like; nobody has checked it. */
type Line = { readonly type?: unknown } & Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

function nameIn(line: Line): string | undefined {
  if (line === null || typeof line !== "object") return undefined;
  if (line.type === "user") return `@${line.user?.username}`;
  if (line.type === "bot") return `@${line.bot?.username}`;
  if (line.type === "channel") return `~${line.channel?.team}/${line.channel?.name}`;
  if (line.type === "emoji") return `:${line.emoji?.name}:`;
  return undefined;
}

/** Of the listed names those that a line may mention. */
export function namesIn(line: unknown, names: ReadonlySet<string>): readonly string[] {
  const team = teamOf(line);
  const found = new Set<string>();
  // A line break in a text is "\\n" here, and no letter before what follows.
  const text = JSON.stringify(line).replaceAll(/\\[a-z]/g, " ");
  for (const [, user, channel, emoji] of text.matchAll(NAMES)) {
    for (const name of candidates(user?.toLowerCase())) found.add(`@${name}`);
    if (channel !== undefined) found.add(`~${team}/${channel.toLowerCase()}`);
    if (emoji !== undefined) found.add(`:${emoji}:`);
  }
  return [...found].filter((name) => names.has(name)).sort();
}

/** A name, and what is left of it when what stands behind its last full stops and hyphens is no part of it. */
function candidates(name: string | undefined): readonly string[] {
  if (name === undefined) return [];
  const ends = [...name.matchAll(/[.-]/g)].map(({ index }) => index);
  return [name, ...ends.map((end) => name.slice(0, end)), ...ends.map((end) => name.slice(0, end + 1))];
}

function teamOf(line: unknown): unknown {
  return (line as { readonly post?: { readonly team?: unknown } } | null)?.post?.team;
}
