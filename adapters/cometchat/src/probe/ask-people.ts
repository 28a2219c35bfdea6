import type { Answer } from "@chat-etl/sdk";
import { plainCode } from "../failure.ts";
import { namesIn, peek, quoted, rowsIn } from "./peek.ts";
import type { Probe } from "./probe.ts";
import { type Row, tryRows } from "./try-rows.ts";

/** U1, U18: what an answer looks like. */
export async function* askAnswers({ app, world }: Probe): AsyncGenerator<Answer> {
  const bad = [world.user("badrole", { role: world.id("norole") }), world.user("noname", { name: undefined })];
  const { answer, of } = await tryRows(app, "users", bad);
  const fields = bad.map(({ uid }) => quoted(namesIn(peek(answer.body, "data", String(uid), "error"))));
  yield {
    question: "U1",
    message: `A user of an unknown role: ${of(bad[0] ?? {}).code}, with the fields ${fields[0]}. One without a name: ${of(bad[1] ?? {}).code}, with ${fields[1]}.`,
  };
  yield { question: "U18", message: await keyCase({ app, world }) };
}

/** A run sends lower case only, and finds its verdicts in either. */
async function keyCase({ app, world }: Pick<Probe, "app" | "world">): Promise<string> {
  const upper = world.user("UPPER");
  const { answer } = await tryRows(app, "users", [upper]);
  const keys = namesIn(peek(answer.body, "data"));
  if (keys.includes(String(upper.uid))) return "Answers are keyed by the id as it was sent.";
  if (keys.includes(String(upper.uid).toLowerCase())) return "Answers are keyed by the id in lower case.";
  return "An id with upper case is answered under no name of its own.";
}

/** U7: whether what is there is changed by what is sent again, or by what another row tells of it. */
export async function* askOverwriting({ app, world }: Probe): AsyncGenerator<Answer> {
  const again = world.user("early", { name: "etl probe renamed" });
  const { answer } = await tryRows(app, "users", [again]);
  const code = peek(answer.body, "data", String(again.uid), "error", "code");
  const told = world.user("member", { name: "etl probe renamed" });
  await tryRows(app, "messages", [world.message("details", { senderUserDetails: told })]);
  const names = [await nameOf(app, again), await nameOf(app, told)].map((name) => name === again.name);
  yield {
    question: "U7",
    message: `A user sent again is answered ${typeof code === "string" ? plainCode(code) : "as if new"} and ${names[0] ? "overwritten" : "stays as he was"}; senderUserDetails ${names[1] ? "overwrite" : "do not change"} a user who is there.`,
  };
}

async function nameOf(app: Probe["app"], { uid }: Row): Promise<unknown> {
  const { body } = await app.ask({ method: "GET", path: `/users/${encodeURIComponent(String(uid))}` });
  return peek(body, "data", "name");
}

/** U8, U9: groups and who is in them. Makes the group, and the members that later questions need. */
export async function* askMembers({ app, world }: Probe): AsyncGenerator<Answer> {
  const { guid, groupCreatedAt } = world;
  const group = { guid, name: "etl probe", type: "private", owner: world.id("owner"), createdAt: groupCreatedAt };
  await tryRows(app, "groups", [group]);
  const { body } = await app.ask({ method: "GET", path: `/groups/${guid}/members`, query: { perPage: "100" } });
  const owner = rowsIn(body).find((row) => peek(row, "uid") === group.owner);
  yield { question: "U8", message: ownerText(owner, groupCreatedAt) };
  const rows = {
    member: world.member("member"),
    banned: world.member("banned", { isBanned: true }),
    equal: world.member("equal", { joinedAt: groupCreatedAt }),
    early: world.member("early", { joinedAt: groupCreatedAt - 60 }),
    late: world.member("late", { joinedAt: world.now - 3_600 }),
  };
  const { of } = await tryRows(app, "members", Object.values(rows));
  const equal = of(rows.equal).isTaken ? "may be" : `may not be (${of(rows.equal).code})`;
  const early = of(rows.early).isTaken ? "may lie before" : `must not lie before (${of(rows.early).code})`;
  const late = of(rows.late).isTaken ? "may lie before" : `must not lie before (${of(rows.late).code})`;
  yield {
    question: "U9",
    message: `The time of joining ${equal} that of the group's creation; it ${early} it, and ${late} the creation of the user. A run keeps behind both.`,
  };
}

function ownerText(owner: unknown, createdAt: number): string {
  if (owner === undefined) return "A group's owner does not become its member by that.";
  const scope = String(peek(owner, "scope")).match(/^\w{1,40}$/)?.[0] ?? "unknown";
  const joined =
    Number(peek(owner, "joinedAt")) === createdAt ? "the group's creation" : "another time than its creation";
  return `A group's owner becomes its member at once, with scope "${scope}" and ${joined} as the time of joining.`;
}
