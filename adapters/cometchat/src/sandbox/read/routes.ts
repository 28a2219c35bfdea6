import type { SandboxApp } from "@chat-etl/sandbox";
import type { Backend } from "../backend.ts";
import { readConversations } from "./conversations.ts";
import { readGroups } from "./groups.ts";
import { readMembers } from "./members.ts";
import { readMessages } from "./messages.ts";
import { readReactions } from "./reactions.ts";
import { readRelations } from "./relations.ts";
import { readRoles } from "./roles.ts";
import { readUsers } from "./users.ts";

/** Everything that reads (CometChat sheet, 4). */
export function readRoutes(app: SandboxApp, backend: Backend): void {
  readRoles(app, backend);
  readUsers(app, backend);
  readRelations(app, backend);
  readGroups(app, backend);
  readMembers(app, backend);
  readMessages(app, backend);
  readReactions(app, backend);
  readConversations(app, backend);
}
