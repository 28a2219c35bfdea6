import type { SandboxApp } from "@chat-etl/sandbox";
import type { Backend } from "./backend.ts";
import { writeConversations } from "./write-conversations.ts";
import { writeGroups } from "./write-groups.ts";
import { writeMembers } from "./write-members.ts";
import { writeMessages } from "./write-messages.ts";
import { writeReactions } from "./write-reactions.ts";
import { writeRelations } from "./write-relations.ts";
import { writeRoles } from "./write-roles.ts";
import { writeSaves } from "./write-saves.ts";
import { writeThreads } from "./write-threads.ts";
import { writeUsers } from "./write-users.ts";

/** What the data import does not cover (CometChat sheet, 6). All that happens here happens now. */
export function writeRoutes(app: SandboxApp, backend: Backend): void {
  writeRoles(app, backend);
  writeUsers(app, backend);
  writeRelations(app, backend);
  writeGroups(app, backend);
  writeMembers(app, backend);
  writeMessages(app, backend);
  writeThreads(app, backend);
  writeReactions(app, backend);
  writeConversations(app, backend);
  writeSaves(app, backend);
}
