import type { Sandbox } from "../etl.ts";
import { ledTo } from "../pairs/led.ts";

/** What an account of a page is in truth. */
export interface Account {
  readonly sandbox: Sandbox;
  /** Of its variables: `COMETCHAT`. */
  readonly prefix: string;
}

/** What stands ready when a page is read: the reader's folder, and the accounts whose keys he has. */
export interface Stage {
  readonly folder: string;
  /** The accounts that the keys of each `env` block open, block by block. Default: the page has none. */
  readonly accounts?: readonly (readonly Account[])[];
  /** What words of the page are here: a sandbox's account is called by its address, too. */
  readonly words?: Readonly<Record<string, string>>;
}

/** Ends the sandboxes of a stage, each of which several accounts may lead to. */
export async function closeStage({ accounts = [] }: Stage): Promise<void> {
  const sandboxes = new Set(accounts.flat().map(({ sandbox }) => sandbox));
  for (const sandbox of sandboxes) await sandbox[Symbol.asyncDispose]();
}

/** A file `.env` with the names that a page has in it, and the values that the reader would put there. */
export function dotenvOf(page: string, accounts: readonly Account[]): string {
  const values = Object.assign({}, ...accounts.map(({ sandbox, prefix }) => ledTo(sandbox, prefix, []).env));
  const named = [...page.matchAll(/^(\w+)=/gm)].map(([, name = ""]) => name);
  const unknown = named.filter((name) => values[name] === undefined);
  if (unknown.length > 0) throw new Error(`No account here has a ${unknown.join(", ")}.`);
  const addresses = accounts.map(({ sandbox, prefix }) => `${prefix}_BASE_URL=${sandbox.url}\n`);
  return [...named.map((name) => `${name}=${values[name]}\n`), ...addresses].join("");
}
