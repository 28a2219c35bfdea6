export { FAULTS, Fault, FaultBook, type FaultKind } from "./faults.ts";
export type {
  Arrived,
  ConversationPart,
  ConversationQuery,
  List,
  ListQuery,
  ShownAttachment,
  ShownConversation,
  ShownMember,
  ShownMessage,
  ShownMessages,
  TextPart,
} from "./page/arrived.ts";
export { RateWindow } from "./rate-window.ts";
export { type SandboxApp, type SandboxCall, type SandboxEnv, type ServedSandbox, serveSandbox } from "./serve.ts";
