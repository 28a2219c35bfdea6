import type { SandboxApp } from "@chat-etl/sandbox";
import { type Backend, nowSeconds } from "../backend.ts";
import { ApiError } from "../errors.ts";
import { actorOf, checkMaySee, existingMessage, requiredActorOf } from "../existing.ts";
import type { SaveList } from "../state/saves.ts";
import type { State } from "../state/state.ts";
import { SYSTEM_UID } from "../system-user.ts";
import { messageView } from "../view/messages.ts";
import { changedEntity } from "./changed-entity.ts";

/** Pinned in one conversation, and saved by one user ("Properties and constraints" page). */
const MOST = 100;

/** `POST` and `DELETE /messages/{id}/pin` and `/save`: all answer with the message. */
export function writeSaves(app: SandboxApp, backend: Backend): void {
  pinRoutes(app, backend);
  saveRoutes(app, backend);
}

function pinRoutes(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  for (const method of ["post", "delete"] as const) {
    app[method]("/v3/messages/:id/pin", (call) => {
      const actor = actorOf(call, backend)?.uid;
      const message = existingMessage(call.req.param("id"), state);
      if (actor !== undefined) checkMaySee(message, actor, state);
      const at = nowSeconds();
      const changed =
        method === "post"
          ? { ...message, pinnedAt: at, pinnedBy: actor ?? SYSTEM_UID }
          : changedEntity(message, {}, ["pinnedAt", "pinnedBy"]);
      state.request(() => {
        keep(method, { kind: "pin", owner: message.conversationId }, { messageId: message.id, at, state });
        state.messages.replace(changed);
      });
      return call.json({ data: messageView(changed, { actor, withTags: true, backend }) });
    });
  }
}

function saveRoutes(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  for (const method of ["post", "delete"] as const) {
    app[method]("/v3/messages/:id/save", (call) => {
      const actor = requiredActorOf(call, backend).uid;
      const message = existingMessage(call.req.param("id"), state);
      checkMaySee(message, actor, state);
      const saved = { messageId: message.id, at: nowSeconds(), state };
      state.request(() => keep(method, { kind: "save", owner: actor }, saved));
      return call.json({ data: messageView(message, { actor, withTags: true, backend }) });
    });
  }
}

interface Kept {
  readonly messageId: number;
  readonly at: number;
  readonly state: State;
}

function keep(method: "post" | "delete", list: SaveList, { messageId, at, state }: Kept): void {
  if (method === "delete") {
    state.saves.remove(list, messageId);
    return;
  }
  if (state.saves.at(list, messageId) === undefined && state.saves.count(list) >= MOST) {
    throw new ApiError(400, "ERR_BAD_REQUEST", `No more than ${MOST} messages can be kept like this.`);
  }
  state.saves.add(list, messageId, at);
}
