import type { SandboxApp, SandboxCall } from "@chat-etl/sandbox";
import * as z from "zod";
import { type Backend, nowSeconds } from "../backend.ts";
import { bodyOf, done } from "../body.ts";
import { conversationIdOf } from "../conversation-id.ts";
import { ApiError } from "../errors.ts";
import { checkJoined, existingGroup, existingMessage, existingUser, requiredActorOf } from "../existing.ts";
import { Tags } from "../fields.ts";
import { BIG_GROUP } from "../state/conversations.ts";
import type { Reader, ReceiptKind } from "../state/receipts.ts";
import { conversationView } from "../view/conversations.ts";

const UpTo = z.object({ messageId: z.int() });
const NewTags = z.object({ tags: Tags.unwrap() });

const PLACES = ["/v3/users/:uid/conversation", "/v3/groups/:guid/conversation"];
const KINDS: readonly ReceiptKind[] = ["read", "delivered"];

/** Marking a conversation as read, delivered or unread, and its tags: all on behalf of the one whose it is. */
export function writeConversations(app: SandboxApp, backend: Backend): void {
  for (const path of PLACES) {
    for (const kind of KINDS) {
      app.post(`${path}/${kind}`, async (call) => {
        const place = placeOf(call, backend);
        const messageId = await messageOf(call, place, backend);
        if (place.hasReceipts) {
          backend.state.request(() => backend.state.receipts.mark(kind, place, { messageId, at: nowSeconds() }));
        }
        return call.json(done(`The conversation has been marked as ${kind}.`));
      });
    }
    app.delete(`${path}/read`, async (call) => {
      const place = placeOf(call, backend);
      const messageId = await messageOf(call, place, backend);
      backend.state.request(() => backend.state.receipts.markUnread(place, messageId));
      return call.json(done("The conversation has been marked as unread."));
    });
    app.put(path, (call) => putTags(call, backend));
  }
}

async function putTags(call: SandboxCall, backend: Backend): Promise<Response> {
  const { conversations } = backend.state;
  const { uid, conversationId } = placeOf(call, backend);
  const { tags } = await bodyOf(call, NewTags);
  backend.state.request(() => conversations.setTags({ uid, conversationId, tags }));
  const [row] = conversations.list({ uid, conversationId }, { limit: 1, offset: 0 });
  return call.json({ data: row && conversationView(row, { withTags: true }, backend) });
}

interface Place extends Reader {
  /** Not in a big group. */
  readonly hasReceipts: boolean;
}

/** The conversation that the acting user has with the one in the path, or in the group. It must have begun. */
function placeOf(call: SandboxCall, backend: Backend): Place {
  const { uid } = requiredActorOf(call, backend);
  const place = { uid, ...conversationOf(call, uid, backend) };
  if (backend.state.conversations.has(place.conversationId)) return place;
  throw new ApiError(403, "ERR_CONVERSATION_NOT_ACCESSIBLE", "The conversation has no messages.");
}

function conversationOf(call: SandboxCall, uid: string, { state }: Backend): Omit<Place, "uid"> {
  const guid = call.req.param("guid");
  if (guid === undefined) {
    const other = existingUser(call.req.param("uid") ?? "", state).uid;
    return { conversationId: conversationIdOf("user", uid, other), hasReceipts: true };
  }
  const group = existingGroup(guid, state);
  checkJoined(group.guid, uid, state);
  return { conversationId: group.conversationId, hasReceipts: group.membersCount <= BIG_GROUP };
}

async function messageOf(call: SandboxCall, { conversationId }: Reader, { state }: Backend): Promise<number> {
  const { messageId } = await bodyOf(call, UpTo);
  const message = existingMessage(String(messageId), state);
  if (message.conversationId === conversationId) return messageId;
  throw new ApiError(404, "ERR_MESSAGE_ID_NOT_FOUND", `The message with id "${messageId}" is not in the conversation.`);
}
