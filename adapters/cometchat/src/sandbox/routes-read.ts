import type { SandboxApp } from "@chat-etl/sandbox";
import type { Backend } from "./backend.ts";
import { readConversations } from "./read-conversations.ts";
import { readGroups } from "./read-groups.ts";
import { readMembers } from "./read-members.ts";
import { readMessages } from "./read-messages.ts";
import { readReactions } from "./read-reactions.ts";
import { readRelations } from "./read-relations.ts";
import { readRoles } from "./read-roles.ts";
import { readUsers } from "./read-users.ts";

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
