import * as z from "zod";
import { check, invalid, missing } from "../answers.ts";
import { newUser } from "../new-user.ts";
import type { Route, TalkRequest } from "../request.ts";
import { refuseUnknown } from "../unknown-fields.ts";

const Notify = z.union([z.boolean(), z.literal("MentionsOnly")]);

const ParticipantPut = z.object({
  access: z.enum(["ReadWrite", "Read"]).default("ReadWrite"),
  notify: Notify.default(true),
});

const ParticipantPatch = z
  .object({ access: z.enum(["ReadWrite", "Read", "None"]), notify: Notify, readUntil: z.int().nonnegative() })
  .partial();

const PATH = "/conversations/:conversationId/participants/:userId";

export const PARTICIPANT_ROUTES: readonly Route[] = [
  { method: "PUT", path: PATH, handle: putParticipant },
  { method: "PATCH", path: PATH, handle: patchParticipant },
  { method: "DELETE", path: PATH, handle: deleteParticipant },
];

/** Adds or overwrites: what is left out falls back to its default (T13). */
function putParticipant(request: TalkRequest): object {
  const { params, body } = request;
  const settings = check(ParticipantPut, body ?? {});
  refuseUnknown(request, ParticipantPut, body);
  requireConversation(request);
  addParticipant(request, params.userId, settings);
  return {};
}

function patchParticipant(request: TalkRequest): object {
  const { params, state, body } = request;
  const { access = undefined, notify, readUntil } = check(ParticipantPatch, body ?? {});
  refuseUnknown(request, ParticipantPatch, body);
  requireConversation(request);
  const member = state.participants.get(params.conversationId, params.userId);
  if (member === undefined || member.state === "left") throw missing("PARTICIPANT", params.userId);
  state.participants.put(params.conversationId, {
    ...member,
    state: access === undefined ? member.state : access === "None" ? "none" : "in",
    access: access === undefined || access === "None" ? member.access : access,
    notify: notify ?? member.notify,
    readUntil: readUntil ?? member.readUntil,
  });
  return {};
}

function deleteParticipant(request: TalkRequest): object {
  const { params, state } = request;
  requireConversation(request);
  const member = state.participants.get(params.conversationId, params.userId);
  if (member) state.participants.put(params.conversationId, { ...member, state: "left" });
  return {};
}

export function requireConversation({ params, state }: TalkRequest): void {
  if (!state.conversations.isKnown(params.conversationId)) throw missing("CONVERSATION", params.conversationId);
}

/** Adds a user to the conversation of the request, or gives him other settings. Who he was before is kept. */
export function addParticipant(
  request: TalkRequest,
  userId: string,
  settings: z.output<typeof ParticipantPut> = { access: "ReadWrite", notify: true },
): void {
  const { state, options, instant } = request;
  const { conversationId } = request.params;
  if (!isAdmitted(request, userId)) return;
  const known = state.participants.get(conversationId, userId);
  const count = state.participants.listed(conversationId).length;
  if (known?.state !== "in" && options.participantMax !== "none" && count >= options.participantMax) {
    throw invalid({ participants: `A conversation has at most ${options.participantMax} participants.` });
  }
  state.participants.put(conversationId, {
    userId,
    joinedAt: known?.state === "in" ? known.joinedAt : instant(),
    readUntil: known?.readUntil ?? null,
    ...settings,
    state: "in",
  });
}

/** Whether he may be added: as a user, or as the switch for unknown ones says (E27). */
function isAdmitted({ state, options, instant }: TalkRequest, userId: string): boolean {
  if (state.users.get(userId) !== undefined) return true;
  if (options.unknownParticipant === "refuse") throw invalid({ participants: `There is no user "${userId}".` });
  if (options.unknownParticipant === "stub") state.users.put(newUser(userId, instant()));
  return options.unknownParticipant === "stub";
}
