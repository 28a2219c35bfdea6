/** Two users' conversation, or a group's: the uids in ascending order, whoever wrote (CometChat sheet, 4.6). */
export function conversationIdOf(receiverType: "user" | "group", sender: string, receiver: string): string {
  return receiverType === "group" ? `group_${receiver}` : [sender, receiver].sort().join("_user_");
}
