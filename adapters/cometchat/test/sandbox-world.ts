import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningSandbox } from "@chat-etl/sdk";
import { afterAll, beforeAll, expect } from "vitest";
import { cometchatSandbox } from "../src/sandbox/index.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Row {
  readonly success: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: string; readonly details?: Readonly<Record<string, readonly string[]>> };
}

type Texts = Readonly<Record<string, string>>;

/** The present in UNIX seconds, from when on nothing in these tests moves. */
export const NOW = Math.floor(Date.now() / 1000);
export const DAY = 86_400;
/** When the world of these tests was made: 100 days ago. */
export const BEGAN = NOW - 100 * DAY;

/** One sandbox in a folder of its own, for all tests of the enclosing block. Quick unless told: no request quota. */
export function useSandbox(options: Readonly<Record<string, unknown>> = {}, speed = 1) {
  let running: RunningSandbox;
  let folder: string;
  const start = async () => {
    running = await cometchatSandbox.start(
      { requestsPerMinute: "off", ...options },
      { folder, port: 0, speed, sample: true, logger: SILENT },
    );
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cometchat-sandbox-"));
    await start();
  });
  afterAll(async () => {
    await running.close();
    await rm(folder, { recursive: true });
  });

  const ask = async (method: string, path: string, init: { headers?: Texts; body?: string } = {}) =>
    answerOf(
      await fetch(`${running.config.baseUrl}${path}`, {
        method,
        headers: { appId: running.config.appId ?? "", apikey: running.config.apiKey ?? "", ...init.headers },
        ...(init.body !== undefined && { body: init.body }),
      }),
    );
  const raw = (wrapper: string, body: string) => ask("POST", `/v3/data_import/${wrapper}`, { body });
  const send = (wrapper: string, entries: unknown) => raw(wrapper, JSON.stringify({ [wrapper]: entries }));

  return {
    ask,
    /** Posts this very text to an import endpoint. */
    raw,
    /** Imports a batch. */
    send,
    get: (path: string, headers: Texts = {}) => ask("GET", `/v3${path}`, { headers }),
    /** Imports one row under its own key. */
    one: async (wrapper: string, row: Readonly<Record<string, unknown>>): Promise<Row> => {
      const key = String(row[ID_FIELDS[wrapper] ?? ""]);
      return rowsOf(await send(wrapper, { [key]: row }))[key] ?? { success: false };
    },
    order: (fault: object) => ask("POST", "/_sandbox/faults", { body: JSON.stringify(fault) }),
    restart: async () => {
      await running.close();
      await start();
    },
    config: () => running.config,
  };
}

export type World = ReturnType<typeof useSandbox>;

export const user = (uid: string, more: object = {}) => ({ uid, name: uid.toUpperCase(), createdAt: BEGAN, ...more });
export const group = (guid: string, more: object = {}) => ({
  guid,
  name: guid.toUpperCase(),
  type: "public",
  createdAt: BEGAN,
  ...more,
});
export const member = (guid: string, uid: string, more: object = {}) => ({
  memberId: `${guid}_member_${uid}`,
  guid,
  uid,
  joinedAt: BEGAN + 1,
  ...more,
});
export const message = (muid: string, more: object = {}) => ({
  muid,
  sender: "ann",
  receiverType: "user",
  receiver: "bob",
  category: "message",
  type: "text",
  data: { text: "hello" },
  sentAt: BEGAN + 10,
  ...more,
});

/** The rows of an import's answer, by key. */
export function rowsOf({ body }: Answer): Readonly<Record<string, Row>> {
  return (body as { data: Readonly<Record<string, Row>> }).data;
}

/** The entities of a list's answer. */
export function listOf({ body }: Answer): readonly Readonly<Record<string, unknown>>[] {
  return (body as { data: readonly Readonly<Record<string, unknown>>[] }).data;
}

/** By key of their id, for a batch. */
export function keyed(rows: readonly Readonly<Record<string, unknown>>[], idField: string): Record<string, unknown> {
  return Object.fromEntries(rows.map((row) => [row[idField], row]));
}

/** A row that failed with this code and, if told, with details for this field alone. */
export const failed = (code: string, field?: string) => ({
  success: false,
  error: { code, ...(field !== undefined && { details: { [field]: [expect.any(String)] } }) },
});

/** A sandbox with two users, one more who is deactivated, and a group. */
export function useTalk(options: Readonly<Record<string, unknown>> = {}): World {
  const world = useSandbox(options);
  beforeAll(async () => {
    const users = [user("ann"), user("bob"), user("gone", { deactivatedAt: NOW })];
    await world.send("users", keyed(users, "uid"));
    await world.send("groups", keyed([group("team")], "guid"));
  });
  return world;
}

const ID_FIELDS: Texts = { users: "uid", groups: "guid", members: "memberId", messages: "muid" };

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
