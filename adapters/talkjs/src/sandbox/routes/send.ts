import * as z from "zod";
import { check, invalid } from "../answers.ts";
import { newMessageId } from "../message-id.ts";
import type { TalkRequest } from "../request.ts";
import { refuseUnknown } from "../unknown-fields.ts";
import { bodyFrom, SentContent } from "./message-body.ts";
import { requireConversation } from "./participants.ts";

/** Messages per request (TalkJS sheet, section 13). */
const MESSAGES_PER_REQUEST = 10;
/** An idempotency key is remembered for 24 hours (E49). */
const KEY_LIFE_MS = 86_400_000;

const common = {
  text: z.string().optional(),
  content: SentContent.optional(),
  attachmentToken: z.string().optional(),
  referencedMessageId: z.string().optional(),
  custom: z.record(z.string(), z.string()).default({}),
  idempotencyKey: z.string().optional(),
};

const UserMessage = z.object({ type: z.literal("UserMessage"), sender: z.string(), ...common });

const SystemMessage = z
  .object({
    type: z.literal("SystemMessage"),
    sender: z.undefined({ error: "A system message has none." }).optional(),
    ...common,
  })
  .refine(({ content }) => content?.[0].type !== "location", {
    path: ["content"],
    error: "A system message has no location.",
  });

const SentMessage = z.discriminatedUnion("type", [UserMessage, SystemMessage]);
type SentMessage = z.output<typeof SentMessage>;

/** Answers the new ids, bare and in order. All or nothing. */
export function sendMessages(request: TalkRequest): unknown {
  const values = check(z.array(z.unknown()).min(1).max(MESSAGES_PER_REQUEST), request.body);
  const messages = values.map((value, at) => {
    refuseUnknown(request, UserMessage, value, at);
    return check(SentMessage, value, at);
  });
  requireConversation(request);
  const ids = messages.map((message) => ({ id: send(request, message) }));
  request.state.conversations.touch(request.params.conversationId);
  return ids;
}

function send(request: TalkRequest, message: SentMessage): string {
  const { params, state, instant } = request;
  const key = message.idempotencyKey === undefined ? undefined : `${params.conversationId}\n${message.idempotencyKey}`;
  const createdAt = instant();
  const earlier = key === undefined ? undefined : state.messages.sentWith(key, createdAt - KEY_LIFE_MS);
  if (earlier !== undefined) return earlier;
  requirePartners(request, message);
  const id = newMessageId();
  state.messages.put({
    id,
    conversationId: params.conversationId,
    type: message.type,
    senderId: message.sender ?? null,
    ...bodyFrom(request, message),
    custom: message.custom,
    origin: "rest",
    referencedMessageId: message.referencedMessageId ?? null,
    reactions: {},
    createdAt,
    editedAt: null,
  });
  if (key !== undefined) state.messages.rememberSent(key, id, createdAt);
  return id;
}

/** The sender must be a participant (E48), and what is answered must be there. */
function requirePartners({ params, state }: TalkRequest, { sender, referencedMessageId: target }: SentMessage): void {
  if (sender !== undefined && state.participants.get(params.conversationId, sender)?.state !== "in") {
    throw invalid({ sender: `"${sender}" is no participant.` });
  }
  if (target !== undefined && state.messages.get(params.conversationId, target) === undefined) {
    throw invalid({ referencedMessageId: `There is no message "${target}" in this conversation.` });
  }
}
