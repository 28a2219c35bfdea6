import type { SandboxApp, SandboxCall } from "@chat-etl/sandbox";
import * as z from "zod";
import { storeMessageAction } from "../action-rows.ts";
import { type Backend, nowSeconds } from "../backend.ts";
import { bodyOf } from "../body.ts";
import { ApiError } from "../errors.ts";
import { actorOf, checkMayChange, existingMessage } from "../existing.ts";
import { Tags } from "../fields.ts";
import { checkSizes, contentOf } from "../message-content.ts";
import type { StoredMessage } from "../state/messages.ts";
import { SYSTEM_UID } from "../system-user.ts";
import { messageView } from "../view/messages.ts";

const Edit = z.object({ data: z.record(z.string(), z.unknown()).default({}), tags: Tags.unwrap().optional() });
const Deletion = z.object({ permanent: z.boolean().default(false) });

/** `PUT` and `DELETE /messages/{id}`: both answer with the action row that tells of it, not with the message. */
export function writeMessages(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  app.put("/v3/messages/:id", async (call) => {
    const { message, by } = changeOf(call, backend);
    const edit = await bodyOf(call, Edit);
    const data = contentOf({ data: { ...message.data, ...edit.data } }, kindOf(message));
    checkSizes({ data }, data);
    const changed = { ...message, data, ...(edit.tags && { tags: edit.tags }) };
    const times = { editedAt: nowSeconds(), editedBy: by ?? SYSTEM_UID, updatedAt: nowSeconds() };
    const row = state.request(() => {
      state.messages.replace({ ...changed, ...times });
      return storeMessageAction("edited", { ...changed, ...times }, { by, backend });
    });
    return call.json({ data: messageView(row, { backend }) });
  });
  app.delete("/v3/messages/:id", async (call) => {
    const { message, by } = changeOf(call, backend);
    const { permanent } = await bodyOf(call, Deletion);
    const times = { deletedAt: nowSeconds(), deletedBy: by ?? SYSTEM_UID, updatedAt: nowSeconds() };
    const row = state.request(() => {
      if (permanent) remove(message.id, backend);
      else state.messages.replace({ ...message, ...times });
      return storeMessageAction("deleted", { ...message, ...times }, { by, backend });
    });
    return call.json({ data: messageView(row, { backend }) });
  });
}

function changeOf(call: SandboxCall, backend: Backend) {
  const by = actorOf(call, backend)?.uid;
  const message = existingMessage(call.req.param("id") ?? "", backend.state);
  if (by !== undefined) checkMayChange(message, by, backend.state);
  const isWritten = message.category === "message" || message.category === "custom";
  if (isWritten && message.deletedAt === undefined) return { message, by };
  throw new ApiError(
    400,
    "ERR_BAD_REQUEST",
    "A row about an action or a call, and a deleted message, stay as they are.",
  );
}

function kindOf({ receiverType, category, type }: StoredMessage) {
  return { receiverType, category: category === "custom" ? ("custom" as const) : ("message" as const), type };
}

function remove(id: number, { state }: Backend): void {
  state.messages.remove(id);
  state.reactions.removeMessage(id);
}
