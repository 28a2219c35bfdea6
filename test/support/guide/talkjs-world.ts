import type { Sandbox } from "../etl.ts";

const PEOPLE = ["ann", "bob", "cyd"];
const ROOMS = ["garden", "harbour"];
const MESSAGES_EACH = 40;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Three people who talk in two rooms until yesterday. One says nothing, which CometChat refuses; one spoke a year ago. */
export async function fillTalkjs(sandbox: Sandbox): Promise<void> {
  for (const id of PEOPLE) await put(sandbox, `/users/${id}`, { name: id, email: [`${id}@example.org`] });
  for (const id of ROOMS) {
    await put(sandbox, `/conversations/${id}`, { subject: id, participants: PEOPLE });
    for (let at = 0; at < MESSAGES_EACH; at += 10)
      await call(sandbox, "POST", `/import/conversations/${id}/messages`, talk(at, at + 10));
  }
}

/** Messages of a room, by number. */
function talk(from: number, until: number): readonly object[] {
  const began = Date.now() - 3 * DAY_MS;
  return Array.from({ length: until - from }, (_, index) => {
    const number = from + index;
    return {
      type: "UserMessage",
      sender: PEOPLE[number % PEOPLE.length],
      text: number === 17 ? " " : `Message number ${number}`,
      timestamp: number === 0 ? began - 365 * DAY_MS : began + number * HOUR_MS,
      readBy: PEOPLE,
    };
  });
}

async function put(sandbox: Sandbox, path: string, body: object): Promise<void> {
  await call(sandbox, "PUT", path, body);
}

async function call({ url, config }: Sandbox, method: string, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${config.secretKey}`, "content-type": "application/json" };
  const answer = await fetch(`${url}/v1/${config.appId}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
}
