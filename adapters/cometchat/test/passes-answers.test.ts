import { BatchError, ConfigError, type PassSender, TransientError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import type { Call, MessageRef } from "../src/passes/call.ts";
import type { PassName } from "../src/passes/names.ts";
import type { ReplyCall } from "../src/passes/threads.ts";
import { NEVER, type Said, sinkAgainst } from "./sink-server.ts";

const NOON = 1_714_564_800;
const known: MessageRef = {
  id: "7",
  sourceId: "m1",
  sender: "ann",
  receiverType: "group",
  receiver: "crew",
  sentAt: NOON,
};
const unknown: MessageRef = { ...known, id: undefined };
const react = (message: MessageRef): Call => ({
  method: "POST",
  path: "/messages/{message}/reactions/x",
  onBehalfOf: "bob",
  message,
  isListed: true,
});
const reply: ReplyCall = {
  root: known,
  reply: {
    muid: "m-2",
    sender: "bob",
    receiverType: "group",
    receiver: "crew",
    category: "message",
    type: "text",
    data: { text: "Aye", metadata: { sourceId: "m2" } },
    sentAt: NOON + 60,
  },
};

const refusal = (code: string, status = 400): Said => ({
  status,
  body: { error: { code, message: "somebody's own words" } },
});
const row = (id: unknown, sourceId: string) => ({ id, data: { metadata: { sourceId } } });

type Routes = Readonly<Record<string, Said | ((times: number) => Said)>>;

/** An app with an answer for each method and beginning of a path; the longest that fits counts. */
async function app(routes: Routes) {
  const times = new Map<string, number>();
  const { sink, heard } = await sinkAgainst(({ method, url }) => {
    const asked = `${method} ${url?.replace("/v3", "")}`;
    const fit = Object.keys(routes).filter((route) => asked.startsWith(route));
    const route = fit.sort((a, b) => b.length - a.length)[0] ?? "";
    times.set(route, (times.get(route) ?? 0) + 1);
    const said = routes[route] ?? { body: { data: [] } };
    return typeof said === "function" ? said(times.get(route) ?? 0) : said;
  });
  const send = async (pass: PassName, ...calls: readonly unknown[]) => {
    const sender: PassSender | undefined = sink.passes?.[pass];
    const all: Parameters<PassSender["send"]> = [calls as readonly never[], NEVER];
    return await sender?.send(...all);
  };
  return { send, asked: () => heard.map(({ method, url }) => `${method} ${url?.replace("/v3", "")}`) };
}

describe("a call", () => {
  it("is not taken for done by an answer that says nothing", async () => {
    for (const body of [{}, [], null, "ok", { data: null }]) {
      const { send } = await app({ POST: { body } });
      await expect(send("reactions", react(known))).rejects.toThrow(TransientError);
    }
  });

  it("is done, whatever somebody has written into the message that comes back", async () => {
    const { send } = await app({ POST: { body: { data: { id: 7, data: { metadata: { success: false } } } } } });
    expect(await send("reactions", react(known))).toEqual([{ status: "written" }]);
  });

  it("that names several people is refused if one of them is", async () => {
    const befriend = { method: "POST", path: "/users/ann/friends", body: {}, isForEach: true };
    const verdicts = { bob: { success: true }, cho: { success: false, error: { code: "ERR_UID_NOT_FOUND" } } };
    const { send } = await app({ POST: { body: { data: { accepted: verdicts } } } });
    expect(await send("friends", befriend)).toMatchObject([
      { status: "rejected", reason: { code: "ERR_UID_NOT_FOUND" } },
    ]);
  });

  it("that the server stumbles over is tried alone, and does not stop the run for ever", async () => {
    const said: readonly Said[] = [
      refusal("ERR_INTERNAL", 500),
      { status: 500, body: "<html>" },
      { status: 404, body: "<html>" },
      { status: 403, body: "<html>" },
    ];
    for (const answer of said) {
      const { send } = await app({ POST: answer });
      await expect(send("reactions", react(known))).rejects.toThrow(BatchError);
    }
    const { send } = await app({ POST: { status: 401, body: "<html>" } });
    await expect(send("reactions", react(known))).rejects.toThrow(ConfigError);
    const { send: busy } = await app({ POST: refusal("ERR_TOO_MANY_REQUESTS") });
    await expect(busy("reactions", react(known))).rejects.toThrow(TransientError);
  });

  it("that adds what is there already is a duplicate, whatever code the refusal has", async () => {
    const listed = (uid: string) => ({ "GET /messages/7/reactions/x": { body: { data: [{ id: 1, uid }] } } });
    const mine = await app({ POST: refusal("ERR_BAD_REQUEST"), ...listed("bob") });
    expect(await mine.send("reactions", react(known))).toEqual([{ status: "duplicate" }]);
    const others = await app({ POST: refusal("ERR_BAD_REQUEST"), ...listed("ann") });
    expect(await others.send("reactions", react(known))).toMatchObject([{ status: "rejected" }]);
  });
});

describe("a message whose id no answer told", () => {
  it("is looked up once, also if its id is a number and the pages are short", async () => {
    const pages = (n: number): Said => ({ body: { data: n === 1 ? [row(3, "m0")] : n === 2 ? [row(4, "m1")] : [] } });
    const { send, asked } = await app({ GET: pages, POST: { body: { data: { id: 4 } } } });
    expect(await send("reactions", react(unknown), react(unknown))).toEqual([
      { status: "written" },
      { status: "written" },
    ]);
    expect(asked().filter((line) => line.startsWith("GET"))).toHaveLength(2);
    expect(asked().filter((line) => line.startsWith("POST"))).toEqual(Array(2).fill("POST /messages/4/reactions/x"));
  });

  it("is not found where its author is not there either, or the list begins again and again", async () => {
    const gone = await app({ GET: refusal("ERR_UID_NOT_FOUND", 404) });
    expect(await gone.send("reactions", react(unknown))).toMatchObject([{ reason: { code: "message-not-found" } }]);
    const endless = await app({ GET: { body: { data: [row(3, "m0"), { nothing: true }] } } });
    expect(await endless.send("reactions", react(unknown))).toMatchObject([{ reason: { code: "message-not-found" } }]);
  });

  it("waits for better times when the list is none", async () => {
    const { send } = await app({ GET: { body: { data: "soon" } } });
    await expect(send("reactions", react(unknown))).rejects.toThrow(TransientError);
  });
});

describe("a reply", () => {
  const IMPORT = "POST /data_import/messages";
  const imported: Said = { body: { data: { "m-2": { success: true, data: { id: 9 } } } } };

  it("that is there already, in its thread or as an ordinary message, is not sent again", async () => {
    const threaded = await app({ "GET /messages/7/thread": { body: { data: [row("8", "m2")] } } });
    expect(await threaded.send("threads", reply)).toEqual([{ status: "duplicate", targetId: "8" }]);
    const ordinary = await app({ "GET /messages?": { body: { data: [row("6", "m2")] } } });
    expect(await ordinary.send("threads", reply)).toEqual([{ status: "duplicate", targetId: "6" }]);
    expect([...threaded.asked(), ...ordinary.asked()].filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  it("that may not be sent as one any more is imported: what was written is not lost", async () => {
    for (const code of ["ERR_GROUP_NOT_JOINED", "ERR_UID_NOT_FOUND", "ERR_MESSAGE_ID_NOT_FOUND"]) {
      const { send, asked } = await app({ "POST /messages/7/thread": refusal(code, 403), [IMPORT]: imported });
      expect(await send("threads", reply)).toMatchObject([{ status: "written" }]);
      expect(asked().at(-1)).toBe(IMPORT);
    }
  });

  it("is sent to its thread when neither has it, and asked for again when the answer has no id", async () => {
    const stored = await app({ "POST /messages/7/thread": { body: { data: { id: 8 } } } });
    expect(await stored.send("threads", reply)).toEqual([{ status: "written", targetId: "8" }]);
    const silent = await app({ "POST /messages/7/thread": { body: { data: {} } } });
    await expect(silent.send("threads", reply)).rejects.toThrow(TransientError);
  });
});
