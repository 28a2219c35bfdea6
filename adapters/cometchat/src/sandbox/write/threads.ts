import type { SandboxApp } from "@chat-etl/sandbox";
import * as z from "zod";
import { type Backend, nowSeconds } from "../backend.ts";
import { bodyOf } from "../body.ts";
import { conversationIdOf } from "../conversation-id.ts";
import { ApiError } from "../errors.ts";
import { checkMaySee, existingMessage, requiredActorOf } from "../existing.ts";
import { Tags } from "../fields.ts";
import { checkSizes, contentOf, kindOf } from "../message-content.ts";
import type { StoredMessage } from "../state/messages.ts";
import type { State } from "../state/state.ts";
import { messageView } from "../view/messages.ts";

const Reply = z.object({
  receiverType: z.enum(["user", "group"]).optional(),
  receiver: z.string().toLowerCase().optional(),
  category: z.unknown().default("message"),
  type: z.unknown().default("text"),
  data: z.record(z.string(), z.unknown()).default({}),
  tags: Tags,
});

/** `POST /messages/{id}/thread`: a reply, sent now. */
export function writeThreads(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  app.post("/v3/messages/:id/thread", async (call) => {
    const { uid } = requiredActorOf(call, backend);
    const body = await bodyOf(call, Reply);
    const parent = existingMessage(call.req.param("id"), state);
    checkMaySee(parent, uid, state);
    checkParent(parent);
    const { receiverType, receiver } = placeOf(parent, body, uid);
    if (receiverType === "user") checkNotBlocked(uid, receiver, state);
    const kind = kindOf({ ...body, receiverType });
    const data = contentOf(body, kind);
    checkSizes(body, data);
    const now = nowSeconds();
    const { conversationId, id: parentId } = parent;
    const reply = { conversationId, sender: uid, ...kind, receiver, data, parentId, tags: body.tags };
    const stored = state.request(() => state.messages.add({ ...reply, sentAt: now, updatedAt: now }));
    return call.json({ data: messageView(stored, { actor: uid, withTags: true, backend }) });
  });
}

function checkParent({ parentId, category, deletedAt }: StoredMessage): void {
  if (parentId !== undefined) {
    throw new ApiError(400, "ERR_MESSAGE_THREAD_NESTING", "A reply cannot be replied to in a thread.");
  }
  if (category === "action" || category === "call" || deletedAt !== undefined) {
    throw new ApiError(400, "ERR_BAD_REQUEST", "Nobody can reply to this message.");
  }
}

/** A reply stays in its parent's conversation; one that names another place is refused. */
function placeOf(parent: StoredMessage, body: z.output<typeof Reply>, uid: string) {
  const other = parent.sender === uid ? parent.receiver : parent.sender;
  const receiver = parent.receiverType === "group" ? parent.receiver : other;
  const named = conversationIdOf(body.receiverType ?? parent.receiverType, uid, body.receiver ?? receiver);
  if (named === parent.conversationId) return { receiverType: parent.receiverType, receiver };
  throw new ApiError(400, "ERR_WRONG_MESSAGE_THREAD", "The thread belongs to another conversation.");
}

function checkNotBlocked(uid: string, other: string, { relations }: State): void {
  const isBlocked =
    relations.since("block", { uid, other }) !== undefined ||
    relations.since("block", { uid: other, other: uid }) !== undefined;
  if (isBlocked) throw new ApiError(403, "ERR_PERMISSION_DENIED", "One of the two has blocked the other.");
}
