import type { Answer } from "@chat-etl/sdk";
import { peek } from "./peek.ts";
import type { Probe } from "./probe.ts";
import { type Row, type Tried, tryRows } from "./try-rows.ts";

/** U10: who may be the sender of a group's message. */
export async function* askSenders({ app, world }: Probe): AsyncGenerator<Answer> {
  const senders = { outsider: "who is not in the group", banned: "who is banned from it", gone: "who is deactivated" };
  const rows = Object.entries(senders).map(([name, who]) => ({
    who,
    row: world.message(`from-${name}`, { sender: world.id(name) }),
  }));
  const { of } = await tryRows(
    app,
    "messages",
    rows.map(({ row }) => row),
  );
  const found = rows.map(({ who, row }) => `somebody ${who} is ${verdictText(of(row))}`);
  const advice = rows.slice(0, 1).every(({ row }) => of(row).isTaken)
    ? "Messages of people who left go in."
    : "Messages of people who left would be refused: run with --sink.formerMembers join, if they may be members again.";
  yield { question: "U10", message: `A message of ${found.join(", of ")}. ${advice}` };
}

/** U12: what a message's key may look like. */
export async function* askKeys({ app, world }: Probe): AsyncGenerator<Answer> {
  const padded = (length: number) => world.id("k").padEnd(length, "k");
  const keys = {
    "36 characters": padded(36),
    "100 characters": padded(100),
    "255 characters": padded(255),
    "two words": world.id("k k"),
  };
  const rows = Object.entries(keys).map(([what, muid]) => ({ what, row: world.message("key", { muid }) }));
  const { of } = await tryRows(
    app,
    "messages",
    rows.map(({ row }) => row),
  );
  const found = rows.map(({ what, row }) => `${what} is ${verdictText(of(row))}`);
  const fits = rows.slice(0, 2).every(({ row }) => of(row).isTaken);
  const advice = fits
    ? "A run's keys have at most 100 characters and no space."
    : "A run's keys have up to 100 characters: do not run, and report this.";
  yield { question: "U12", message: `A message's key of ${found.join(", of ")}. ${advice}` };
}

/** U14, U21: what the documentation says is not taken. Read back as a list. */
export async function* askExtras({ app, world }: Probe): AsyncGenerator<Answer> {
  const parent = await tryRows(app, "messages", [world.message("parent")]);
  const parentId = parent.of(world.message("parent")).id;
  const extras: Readonly<Record<string, Row>> = {
    parentId: world.message("reply", { parentId }),
    editedAt: world.message("edited", { editedAt: world.now - 30, editedBy: world.id("member") }),
    deletedAt: world.message("deleted", { deletedAt: world.now - 30, deletedBy: world.id("member") }),
    reactions: world.message("reacted", { data: { text: "etl probe", reactions: [{ reaction: "👍", count: 1 }] } }),
  };
  const tried = await tryRows(app, "messages", Object.values(extras));
  const shown = await Promise.all(
    Object.entries(extras).map(async ([field, row]) => `${field} ${await becameOf(field, { app, row, tried })}`),
  );
  yield { question: "U14", message: `Of a message's fields that the import does not document: ${shown.join(", ")}.` };
}

async function becameOf(
  field: string,
  { app, row, tried }: { readonly app: Probe["app"]; readonly row: Row; readonly tried: Tried },
): Promise<string> {
  const { isTaken, code, id } = tried.of(row);
  if (!isTaken || id === undefined) return `is refused (${code})`;
  const { body } = await app.ask({ method: "GET", path: `/messages/${id}` });
  const found = peek(body, "data", field) ?? peek(body, "data", "data", field);
  return found === undefined ? "is not kept" : "is kept";
}

function verdictText({ isTaken, code }: { readonly isTaken: boolean; readonly code: string }): string {
  return isTaken ? "taken" : `refused (${code})`;
}
