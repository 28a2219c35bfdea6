import type { Route } from "../request.ts";
import { APP_ROUTES } from "./about.ts";
import { batchRoute } from "./batch.ts";
import { CONVERSATION_ROUTES } from "./conversations.ts";
import { FILE_ROUTES } from "./files.ts";
import { IMPORT_ROUTES } from "./import.ts";
import { MESSAGE_ROUTES } from "./messages.ts";
import { PARTICIPANT_ROUTES } from "./participants.ts";
import { REACTION_ROUTES } from "./reactions.ts";
import { USER_ROUTES } from "./users.ts";

const SINGLE_ROUTES: readonly Route[] = [
  ...APP_ROUTES,
  ...USER_ROUTES,
  ...CONVERSATION_ROUTES,
  ...PARTICIPANT_ROUTES,
  ...MESSAGE_ROUTES,
  ...REACTION_ROUTES,
  ...FILE_ROUTES,
  ...IMPORT_ROUTES,
];

/** Everything behind `/v1/{appId}`. What is not here answers as an unknown route (E2). */
export const ROUTES: readonly Route[] = [...SINGLE_ROUTES, batchRoute(SINGLE_ROUTES)];
