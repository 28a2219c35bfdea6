import { AnyRecord, type ChatRecord } from "@chat-etl/model";
import type { Normalized } from "@chat-etl/sdk";
import type * as z from "zod";
import { SlackExportConfig } from "../src/config.ts";
import type { Known, KnownConversation, KnownUser } from "../src/normalize/known.ts";
import { normalizeMessage } from "../src/normalize.ts";
import { MessageValue } from "../src/wire-values.ts";

type Policies = Partial<z.input<typeof SlackExportConfig>>;

/** What an index would tell, of as much as a test needs. */
export function known(
  about: Omit<Partial<Known>, "policies" | "users"> & {
    readonly policies?: Policies;
    readonly users?: Readonly<Record<string, Partial<KnownUser>>>;
  } = {},
): Known {
  const users = Object.entries({ U1: { label: "Ann" }, U2: { label: "Bob" }, ...about.users });
  const unremarkable = { label: "", isBot: false, isDeleted: false, isGuest: false, origin: "users.json@1", size: 1 };
  return {
    botUsers: new Map(),
    integrations: new Map(),
    conversations: new Map([["C1", CHANNEL]]),
    listings: new Map(),
    canvases: new Map(),
    filesInside: new Map(),
    targetIds: new Map(),
    homeTeam: "T1",
    ...about,
    users: new Map(users.map(([id, user]) => [id, { ...unremarkable, ...user }])),
    policies: SlackExportConfig.parse({ path: "x", ...about.policies }),
  };
}

export const CHANNEL: KnownConversation = {
  id: "C1",
  list: "channels",
  name: "general",
  isArchived: false,
  hasMembers: false,
  pins: new Map(),
  origin: "channels.json@1",
};

/** The first second of 2024, UTC. */
export const TS = "1704067200.000100";

export interface Made {
  readonly message: Extract<ChatRecord, { kind: "message" }> | undefined;
  readonly derived: readonly ChatRecord[];
  readonly dropped: string | undefined;
}

/** What becomes of a message with these fields in #general. */
export function message(fields: object, about: Known = known(), conversation: KnownConversation = CHANNEL): Made {
  const raw = { type: "message", ts: TS, user: "U1", text: "hi", ...fields };
  const place = { conversation, known: about };
  return madeOf(normalizeMessage(MessageValue.parse({ message: raw, place })));
}

function madeOf(normalized: Normalized): Made {
  if ("drop" in normalized) return { message: undefined, derived: [], dropped: normalized.drop.code };
  const derived = normalized.flatMap((one) => ("derived" in one ? [AnyRecord.parse(one.derived)] : []));
  const own = normalized.flatMap((one) => ("derived" in one ? [] : [AnyRecord.parse(one)]));
  return { message: own.find((record) => record.kind === "message"), derived, dropped: undefined };
}
