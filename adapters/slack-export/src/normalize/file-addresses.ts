import { isAt, type SlackExportConfig } from "../config.ts";
import type { WireMessage } from "../wire.ts";
import { addressOf, isOwn, listedFiles, policed } from "./files.ts";
import { withoutToken } from "./tokens.ts";

type TokenRules = Pick<SlackExportConfig, "fileTokens" | "tokenHosts">;

/** Ids of a message's own files, by the `url` that their attachments have. */
export function idsByUrl(message: WireMessage, rules: TokenRules): ReadonlyMap<string, string> {
  const found = listedFiles(message)
    .filter(isOwn)
    .flatMap((file) => {
      const url = policed(addressOf(file), rules);
      return file.id && url !== undefined ? [[url, file.id] as const] : [];
    });
  return new Map(found);
}

/** Every address with the export's token that stands in a value, as the token's hosts take it, by the same without the token. */
export function* tokenAddresses(
  value: unknown,
  rules: TokenRules,
): Generator<readonly [url: string, address: string], void> {
  if (typeof value === "string") {
    if (tokensIn(value).length > 0 && isAt(value, rules.tokenHosts)) yield [withoutToken(value), value];
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const inner of Object.values(value)) yield* tokenAddresses(inner, rules);
}

/** The export's keys, wherever in the query of an address they stand. Sheet, section 9.1. */
export function tokensIn(url: string): readonly string[] {
  if (!/xox/i.test(url)) return [];
  const values = URL.parse(url)?.searchParams.values() ?? [];
  return [...new Set(values)].filter((value) => /^xox/i.test(value));
}
