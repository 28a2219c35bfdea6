import { beforeAll, expect, it } from "vitest";
import { cometchatSource } from "../src/source.ts";
import { CometchatSourceConfig } from "../src/source-config.ts";
import { normalized, only, recordsOf } from "./normalize-shown.ts";
import { as, writerOf } from "./sandbox-action.ts";
import { BEGAN, group, keyed, member, message, user, useSandbox } from "./sandbox-world.ts";
import { OPTIONS, pagesOf, valuesOf } from "./source-server.ts";

const world = useSandbox();
const { post, put, del } = writerOf(world);
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** What people and the app do in CometChat after a migration, by its own API. */
beforeAll(async () => {
  const people = ["ann", "bob", "cat"].map((uid) => user(uid));
  await world.send("users", keyed(people, "uid"));
  await world.send("groups", keyed([group("team")], "guid"));
  await world.send("members", keyed([member("team", "ann", { scope: "admin" }), member("team", "bob")], "memberId"));
  const rows = [message("m1"), message("m2"), message("m3", { receiverType: "group", receiver: "team" })];
  await world.send("messages", keyed(rows, "muid"));
  await put("/messages/1", { data: { text: "changed" } }, as("ann"));
  await del("/messages/2", { permanent: false }, as("ann"));
  await post("/groups/team/members", { participants: ["cat"] });
  await del("/groups/team/members/cat", undefined, as("ann"));
  await post("/groups/team/bannedusers/bob", undefined, as("ann"));
  await post(`/messages/3/reactions/${encodeURIComponent("👍")}`, undefined, as("ann"));
  const call = {
    category: "call",
    sender: "ann",
    receiver: "bob",
    secret: "hush",
    action: "ended",
    sentAt: BEGAN + 99,
  };
  await world.ask("POST", "/_sandbox/rows", { body: JSON.stringify({ rows: [call] }) });
});

async function valuesFrom(stream: "messages" | "members" | "bans") {
  const config = CometchatSourceConfig.parse({ ...world.config(), requestsPerMinute: "1000000" });
  const source = await cometchatSource.open(config, { signal: OPTIONS.signal, logger: SILENT });
  const values = valuesOf(await pagesOf(source.read(stream, OPTIONS)));
  await source.close?.();
  return values;
}

it("E63, E64, E65, T40, T41: edits, deletions, members, reactions and calls are read as what they are", async () => {
  const values = await valuesFrom("messages");
  expect(JSON.stringify(values)).not.toContain("hush");
  const results = values.map((value) => [value, normalized("messages", value)] as const);
  const drops = results.flatMap(([, result]) => ("drop" in result ? [result.drop.code] : []));
  expect(drops.sort()).toEqual(["deleted-message", "deletion-row", "edit-row"]);
  const kept = results.flatMap(([value, result]) => ("drop" in result ? [] : recordsOf("messages", value)));
  const messages = only("message", kept).map(({ id, text, type, event, editedAt, reactions }) => ({
    ...{ text, type, event, isEdited: editedAt !== undefined, reacted: reactions.map(({ userId }) => userId) },
    isImported: Number(id) <= 3,
  }));
  const told = { isEdited: false, reacted: [], isImported: false };
  expect(messages).toEqual([
    { ...told, text: "changed", type: "text", event: undefined, isEdited: true, isImported: true },
    { ...told, text: "hello", type: "text", event: undefined, reacted: ["ann"], isImported: true },
    { ...told, text: "The system added CAT", type: "system", event: "member_added" },
    { ...told, text: "ANN removed CAT", type: "system", event: "member_kicked" },
    { ...told, text: "ANN banned BOB", type: "system", event: "member_banned" },
    { ...told, text: "Audio call: ended", type: "call", event: "call_ended" },
  ]);
});

it("E29: who is banned stands among the bans, and nowhere else", async () => {
  const [members, bans] = [await valuesFrom("members"), await valuesFrom("bans")];
  expect(members.flatMap((value) => recordsOf("members", value))).toMatchObject([{ userId: "ann", role: "admin" }]);
  expect(bans.flatMap((value) => recordsOf("bans", value))).toMatchObject([{ userId: "bob", state: "banned" }]);
});
