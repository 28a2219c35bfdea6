import type { SandboxApp, SandboxCall } from "@chat-etl/sandbox";
import { type Backend, nowSeconds } from "../backend.ts";
import { ApiError } from "../errors.ts";
import { checkMaySee, existingMessage, requiredActorOf } from "../existing.ts";
import type { State } from "../state/state.ts";
import { messageView } from "../view/messages.ts";

/** CometChat sheet, 3. An emoji of several code points counts as so many characters. */
const DISTINCT = 25;
const CHARS = 45;

/** `POST` and `DELETE /messages/{id}/reactions/{reaction}`: both answer with the message. */
export function writeReactions(app: SandboxApp, backend: Backend): void {
  const { state, options } = backend;
  app.post("/v3/messages/:id/reactions/:reaction", (call) => {
    const place = placeOf(call, backend);
    if (state.reactions.has(place)) {
      if (options.repeatedReaction === "reject") throw badRequest("This user has reacted so already.");
    } else {
      checkReaction(place.messageId, place.reaction, state);
      state.request(() => {
        state.reactions.add({ ...place, reactedAt: nowSeconds() });
        state.messages.setReacted(place.messageId, true);
      });
    }
    return answer(call, place, backend);
  });
  app.delete("/v3/messages/:id/reactions/:reaction", (call) => {
    const place = placeOf(call, backend);
    state.request(() => {
      state.reactions.remove(place);
      const isLast = state.reactions.summary(place.messageId, undefined).length === 0;
      if (isLast) state.messages.setReacted(place.messageId, false);
    });
    return answer(call, place, backend);
  });
}

interface Place {
  readonly messageId: number;
  readonly reaction: string;
  readonly uid: string;
}

function placeOf(call: SandboxCall, backend: Backend): Place {
  const { uid } = requiredActorOf(call, backend);
  const message = existingMessage(call.req.param("id") ?? "", backend.state);
  checkMaySee(message, uid, backend.state);
  const isWritten = message.category === "message" || message.category === "custom";
  if (!isWritten || message.deletedAt !== undefined) throw badRequest("Nobody can react to this message.");
  return { messageId: message.id, reaction: call.req.param("reaction") ?? "", uid };
}

function checkReaction(messageId: number, reaction: string, { reactions }: State): void {
  if (reaction.length > CHARS) throw badRequest(`A reaction may have ${CHARS} characters.`);
  const known = reactions.summary(messageId, undefined).map((one) => one.reaction);
  if (known.includes(reaction) || known.length < DISTINCT) return;
  throw badRequest(`A message may have ${DISTINCT} different reactions.`);
}

function badRequest(message: string): ApiError {
  return new ApiError(400, "ERR_BAD_REQUEST", message, { reaction: [message] });
}

function answer(call: SandboxCall, { messageId, uid }: Place, backend: Backend): Response {
  const message = existingMessage(String(messageId), backend.state);
  return call.json({ data: messageView(message, { actor: uid, withTags: true, backend }) });
}
