import { type AnySource, ConfigError, type Pipeline, shellWord } from "@chat-etl/sdk";
import type { SourceName, Workspace } from "@chat-etl/store";

/**
 * The identity of the source whose records a workspace holds, as the run kept it: the source itself is not asked.
 *
 * @throws ConfigError when they are of another source than the pipeline's
 */
export async function sourceIdentity(workspace: Workspace, { source, name }: Pipeline): Promise<string> {
  const kept = await workspace.source();
  const account = keptAccount(kept, source);
  if (account !== undefined) return account;
  throw new ConfigError(
    `The workspace "${workspace.folder}" holds records of "${kept ?? "nothing"}", and "${name}" reads from "${source.name}". Name the pipeline that loaded it, or another workspace with --workspace.`,
  );
}

/**
 * What to give so that an export goes by the name of the account whose records a workspace holds:
 * `--source.name june`. Undefined: it does already, or no option would do it.
 */
export async function optionForKept(
  workspace: Workspace,
  source: AnySource,
  { config, name }: { readonly config: unknown; readonly name: SourceName },
): Promise<string | undefined> {
  const account = keptAccount(await workspace.source(), source);
  if (source.namedBy === undefined || account === undefined || account === name.account) return undefined;
  const value = account.slice(account.indexOf(":") + 1);
  const renamed = await source.identity({ ...Object(config), [source.namedBy]: value });
  return renamed === account ? `--source.${source.namedBy} ${shellWord(value)}` : undefined;
}

function keptAccount(kept: string | undefined, source: Pick<AnySource, "name">): string | undefined {
  const end = kept?.lastIndexOf(` (${source.name}`) ?? -1;
  return end < 0 ? undefined : kept?.slice(0, end);
}
