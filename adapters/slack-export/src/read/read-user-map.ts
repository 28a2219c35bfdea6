import { readCsv } from "@chat-etl/io";
import { ConfigError } from "@chat-etl/sdk";
import type { KnownUser } from "../normalize/known.ts";
import type { Reading } from "./index-reader.ts";

const COLUMNS = ["slack_id", "email", "user_id"];

/** A row of the file, its columns in small letters. */
type Row = Readonly<Record<string, string>>;

interface People {
  readonly users: ReadonlyMap<string, KnownUser>;
  /** Lower case → the Slack ids that have it. */
  readonly emails: ReadonlyMap<string, readonly string[]>;
}

/**
 * Slack id → the id the person has in the target, from the operator's file. The operator is told of rows that fit nobody,
 * columns that mean nothing, and people that are named twice alike.
 *
 * @throws ConfigError the file cannot be read, lacks a column, or gives one person two ids or two people one
 */
export async function readUserMap(
  people: People,
  { config, logger, signal, onNotice }: Reading,
): Promise<ReadonlyMap<string, string>> {
  const { users: path } = config;
  const targetIds = new Map<string, string>();
  if (path === undefined) return targetIds;
  const holders = new Map<string, Holder>();
  const told = new Told(path);
  for await (const { values } of readCsv(path, { signal })) {
    for (const one of values) {
      if ("unreadable" in one)
        throw new ConfigError(`"${path}" cannot be used: ${one.origin}: ${one.unreadable.message}`);
      const row = rowOf(one.value);
      told.columns(row);
      addRow(row, { people, targetIds, holders, told, origin: one.origin });
    }
  }
  for (const [message, { count, first }] of told.notices)
    onNotice?.("users-file", `"${path}": ${message} (${count}, first: ${first}).`);
  logger.info("People with an id in the target already.", { file: path, people: targetIds.size });
  return targetIds;
}

/** Who has an id of the target, and which row says so. */
interface Holder {
  readonly slackId: string;
  readonly origin: string;
}

interface Adding {
  readonly people: People;
  readonly targetIds: Map<string, string>;
  /** By the id in the target. */
  readonly holders: Map<string, Holder>;
  readonly told: Told;
  readonly origin: string;
}

function addRow({ slack_id = "", email = "", user_id = "" }: Row, adding: Adding): void {
  const { people, targetIds, holders, told, origin } = adding;
  if (user_id === "") {
    told.notice("Rows without a user_id were passed over", origin);
    return;
  }
  const byEmail = people.emails.get(email.toLowerCase()) ?? [];
  const ids = slack_id === "" ? byEmail : [slack_id];
  if (ids.length > 1) told.notice("Rows whose e-mail several Slack users have give all of them the same id", origin);
  if (!ids.some((id) => people.users.has(id))) told.notice("Rows that fit nobody in the export", origin);
  const holder = holders.get(user_id);
  for (const id of ids) {
    const before = targetIds.get(id);
    if (before !== undefined && before !== user_id) throw told.twoIds(id, origin);
    if (before !== undefined) told.notice("Rows that name somebody again, with the same id", origin);
    else if (holder !== undefined) throw told.twoPeople(user_id, holder, { slackId: id, origin });
    targetIds.set(id, user_id);
  }
  const [first] = ids;
  if (holder === undefined && first !== undefined) holders.set(user_id, { slackId: first, origin });
}

/** What is to be told of the file: each thing once, with how often and where first. Never an e-mail address. */
class Told {
  readonly notices = new Map<string, { count: number; first: string }>();
  readonly #path: string;
  #isChecked = false;

  constructor(path: string) {
    this.#path = path;
  }

  notice(message: string, first: string): void {
    const told = this.notices.get(message);
    if (told) told.count += 1;
    else this.notices.set(message, { count: 1, first });
  }

  /** @throws ConfigError a column is missing */
  columns(row: Row): void {
    if (this.#isChecked) return;
    this.#isChecked = true;
    const names = Object.keys(row);
    for (const name of names) if (!COLUMNS.includes(name)) this.notice("Columns that mean nothing here", name);
    if (names.includes("user_id") && (names.includes("slack_id") || names.includes("email"))) return;
    const commas = names.some((name) => name.includes(";")) ? " Commas must separate the fields, not semicolons." : "";
    throw new ConfigError(
      `"${this.#path}" needs the columns "slack_id" or "email", and "user_id". It has: ${names.join(", ")}.${commas}`,
    );
  }

  twoIds(slackId: string, origin: string): ConfigError {
    return new ConfigError(
      `"${this.#path}" gives the Slack user "${slackId}" a second, other id at ${origin}. Keep one of the rows.`,
    );
  }

  twoPeople(userId: string, first: Holder, second: Holder): ConfigError {
    return new ConfigError(
      `"${this.#path}" gives two people the id "${userId}": the Slack user "${first.slackId}" at ${first.origin}, and "${second.slackId}" at ${second.origin}. They would become one person. Give each an id of its own, or keep one of the rows.`,
    );
  }
}

function rowOf(value: unknown): Row {
  const entries = Object.entries(value instanceof Object ? value : {});
  return Object.fromEntries(entries.map(([column, field]) => [column.trim().toLowerCase(), String(field).trim()]));
}
