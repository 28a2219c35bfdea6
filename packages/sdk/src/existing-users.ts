import type * as z from "zod";
import type { OpenContext } from "./context.ts";
import type { Normalized, SourceSpec, StreamWires } from "./define-source.ts";

/** Somebody whom a target has already. */
export interface ExistingUser {
  readonly id: string;
  readonly name?: string | undefined;
  readonly emails: readonly string[];
}

export interface ExistingUsersOptions<Config, Stream> {
  /** The source's stream of users. */
  readonly stream: Stream;
  readonly config: Config;
  readonly context: OpenContext;
  /** E-mail addresses in what the app's owner attached to a user. Default: none. */
  emailsIn?(metadata: unknown): readonly string[];
}

/**
 * The users of an account, read by its platform's own source: for a sink's `users`. Values that are no users are left
 * out.
 *
 * @throws TransientError, ConfigError
 */
export async function* readExistingUsers<Config extends z.ZodType, Streams extends StreamWires>(
  definition: SourceSpec<Config, Streams>,
  { stream, config, context, emailsIn = () => [] }: ExistingUsersOptions<z.output<Config>, keyof Streams & string>,
): AsyncGenerator<ExistingUser, void> {
  const { wire, normalize } = definition.streams[stream];
  const source = await definition.open(config, context);
  try {
    for await (const { values } of source.read(stream, { signal: context.signal })) {
      for (const one of values) {
        const read = "value" in one ? wire.safeParse(one.value) : undefined;
        if (read?.success) yield* usersIn(normalize(read.data), emailsIn);
      }
    }
  } finally {
    await source.close?.();
  }
}

function usersIn(normalized: Normalized, emailsIn: (metadata: unknown) => readonly string[]): readonly ExistingUser[] {
  if ("drop" in normalized) return [];
  return normalized.flatMap((one) => {
    const record = "derived" in one ? one.derived : one;
    if ("refused" in record || record.kind !== "user") return [];
    const { id, displayName, emails = [], metadata } = record;
    return { id, name: displayName, emails: [...emails, ...emailsIn(metadata)] };
  });
}
