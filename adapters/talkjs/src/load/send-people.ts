import type { HttpClient } from "@chat-etl/io";
import { BatchError, type Outcome, type SendOptions } from "@chat-etl/sdk";
import { isPlace, pathOf } from "../path.ts";
import type { ConversationWire, ParticipantWire, UserWire } from "../wire-import.ts";
import { type Sending, withTurns } from "./turns.ts";

const WRITTEN: Outcome = { status: "written" };

/** All of them or none: what is refused for one is halved by the engine (TalkJS sheet, T47). */
export async function sendUsers(
  http: HttpClient,
  users: readonly UserWire[],
  { signal }: SendOptions,
): Promise<readonly Outcome[]> {
  const body = Object.fromEntries(users.map(({ id, fields }) => [id, fields]));
  await http.send({ method: "PUT", path: "/users", body, signal });
  return users.map(({ id }) => ({ status: "written", targetId: id }));
}

/** One request each: the API takes no more at once. */
export async function sendConversations(
  http: HttpClient,
  conversations: readonly ConversationWire[],
  options: SendOptions,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const { signal, turn } = withTurns(options);
  for (const { id, fields } of conversations) {
    await turn();
    await http.send({ method: "PUT", path: pathOf("conversations", id), body: fields, signal });
    outcomes.push({ status: "written", targetId: id });
  }
  return outcomes;
}

/**
 * Participants of one conversation. Those with ordinary settings go in together, by one update of the conversation,
 * which only adds (TalkJS sheet, T12). Whoever wants other settings takes a request, with both of them (T13).
 */
export async function sendParticipants(
  http: HttpClient,
  participants: readonly ParticipantWire[],
  options: SendOptions,
): Promise<readonly Outcome[]> {
  const sending = withTurns(options);
  const ordinary = participants.filter(({ notify }) => notify === true);
  const together = await addTogether(http, ordinary, sending);
  const outcomes: Outcome[] = [];
  for (const participant of participants) {
    const isIn = together && participant.notify === true;
    outcomes.push(isIn ? WRITTEN : await addOne(http, participant, sending));
  }
  return outcomes;
}

/** Tells whether they are in. One too many, or one who is no user, keeps all out: then each is asked for alone. */
async function addTogether(
  http: HttpClient,
  participants: readonly ParticipantWire[],
  { signal, turn }: Sending,
): Promise<boolean> {
  const [first] = participants;
  if (first === undefined || participants.length === 1) return false;
  await turn();
  const body = { participants: participants.map(({ userId }) => userId) };
  return await accepts(http.send({ method: "PUT", path: pathOf("conversations", first.conversationId), body, signal }));
}

async function addOne(
  http: HttpClient,
  { conversationId, userId, notify }: ParticipantWire,
  { signal, turn }: Sending,
): Promise<Outcome> {
  await turn();
  const conversation = pathOf("conversations", conversationId);
  // Who cannot be addressed comes with the conversation, and has ordinary settings.
  const request = isPlace(userId)
    ? { path: conversation, body: { participants: [userId] } }
    : { path: `${conversation}${pathOf("participants", userId)}`, body: { access: "ReadWrite", notify } };
  if (await accepts(http.send({ method: "PUT", ...request, signal }))) return WRITTEN;
  const message =
    "TalkJS does not take this participant: the conversation is as large as the app's plan allows (100 people, 300 or more on larger plans), or it or the user is not there.";
  return { status: "rejected", reason: { code: "participant-refused", message } };
}

async function accepts(answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer;
    return true;
  } catch (error) {
    if (error instanceof BatchError) return false;
    throw error;
  }
}
