import type { SandboxApp } from "@chat-etl/sandbox";
import type { Backend } from "../backend.ts";
import { writeConversations } from "./conversations.ts";
import { writeGroups } from "./groups.ts";
import { writeMembers } from "./members.ts";
import { writeMessages } from "./messages.ts";
import { writeReactions } from "./reactions.ts";
import { writeRelations } from "./relations.ts";
import { writeRoles } from "./roles.ts";
import { writeSaves } from "./saves.ts";
import { writeThreads } from "./threads.ts";
import { writeUsers } from "./users.ts";

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
