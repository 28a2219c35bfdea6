import { randomUUID } from "node:crypto";
import type { HttpClient } from "@chat-etl/io";
import { type Answer, BatchError, ConfigError, type OpenContext, type ProbeSpec } from "@chat-etl/sdk";
import * as z from "zod";
import { openTarget } from "./load/client.ts";
import { pathOf } from "./path.ts";
import type { TalkjsSinkConfig } from "./sink-config.ts";

/** 2020-01-01: nobody's clock is so wrong. */
const SENT_AT = 1_577_836_800_000;
const USER = "etl-probe";

const Page = z.object({
  data: z.array(z.looseObject({ createdAt: z.number(), text: z.string().nullish(), senderId: z.string().nullish() })),
});

/** What one message, imported in one dialect, came back as. */
type Tried = "taken" | "refused" | "changed";

/** Imports one message in each dialect, reads it back, and tells which one keeps its date, text and author. */
export const probe: ProbeSpec<TalkjsSinkConfig> = {
  summary:
    'Finds out, in your TalkJS test app, which fields its import takes. Leaves a user "etl-probe" behind; the conversations it makes are deleted again.',
  run: askDialect,
};

async function* askDialect(config: TalkjsSinkConfig, context: OpenContext): AsyncIterable<Answer> {
  if (config.secretKey.startsWith("sk_live_")) {
    throw new ConfigError("This is the secret key of a live app. Probe with the id and key of your test app.");
  }
  const http = openTarget(config, context);
  try {
    await http.get("");
    await http.send({ method: "PUT", path: pathOf("users", USER), body: { name: "etl probe" } });
    const g2 = await tryDialect(http, "g2");
    const g1 = await tryDialect(http, "g1");
    yield answerFor(g1, g2);
  } finally {
    await http.close();
  }
}

async function tryDialect(http: HttpClient, dialect: "g1" | "g2"): Promise<Tried> {
  const conversation = pathOf("conversations", `etl-probe-${randomUUID()}`);
  await http.send({ method: "PUT", path: conversation, body: { participants: [USER] } });
  try {
    await http.send({ method: "POST", path: `/import${conversation}/messages`, body: [messageIn(dialect)] });
    const { data } = Page.parse(await http.get(`${conversation}/messages`, { limit: "10" }));
    const [message] = data;
    const isWhole = message?.createdAt === SENT_AT && message.text === textOf(dialect) && message.senderId === USER;
    return isWhole && data.length === 1 ? "taken" : "changed";
  } catch (error) {
    if (error instanceof BatchError) return "refused";
    throw error;
  } finally {
    await http.send({ method: "DELETE", path: conversation });
  }
}

function messageIn(dialect: "g1" | "g2") {
  const head = { type: "UserMessage", sender: USER, custom: { sourceId: dialect } };
  if (dialect === "g1") return { ...head, timestamp: SENT_AT, readBy: [], text: textOf(dialect) };
  return { ...head, createdAt: SENT_AT, content: [{ type: "text", children: [textOf(dialect)] }] };
}

function textOf(dialect: string): string {
  return `A message to find out whether the import takes ${dialect}.`;
}

function answerFor(g1: Tried, g2: Tried): Answer {
  const tried = `With the fields of g1 a message was ${g1}, with those of g2 ${g2}.`;
  // The newer one of two: it has system messages, and text that is not parsed for marks.
  const dialect = g2 === "taken" ? "g2" : g1 === "taken" ? "g1" : undefined;
  if (dialect === undefined) {
    const message = `${tried} Neither came back with its date, text and author: do not load into this app, and tell us what it answers.`;
    return { question: "U1", message };
  }
  return {
    question: "U1",
    message: `${tried} Loading uses ${dialect}. For another app than this one, the live one say, set it as an option.`,
    options: { dialect },
  };
}
