import { definePass } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { SCOPES } from "../encode/encode-membership.ts";
import { cutText, shownDescription } from "../encode/fit.ts";
import { mend } from "../encode/json.ts";
import { lossesOf } from "../encode/losses.ts";
import { isPair } from "../encode/pair.ts";
import { fitId } from "../ids.ts";
import { DESCRIPTION_CHARS } from "../limits.ts";
import { type Call, CORE, MESSAGE_ID, ONE_CALL, pathOf } from "./call.ts";
import { inConversation, messageRef } from "./message-ref.ts";

export const descriptions = definePass<CometchatSinkConfig, "conversation", Call>({
  name: "descriptions",
  summary: "Sets the groups' descriptions, cut at 255 characters; one call per group that has one.",
  kind: "conversation",
  when: "after",
  fields: ["description", "topic"],
  batch: ONE_CALL,
  dedupes: true,
  ...CORE,
  encode: ({ id, ...conversation }, context) => {
    const text = shownDescription(conversation);
    if (text === undefined || isPair(inConversation(context).conversation)) return { send: [] };
    const cut = cutText(mend(text), DESCRIPTION_CHARS);
    return {
      send: [{ method: "PUT", path: pathOf("groups", fitId(id)), body: { description: cut } }],
      losses: text.length <= DESCRIPTION_CHARS ? [] : lossesOf(new Set(["description-cut"])),
    };
  },
});

export const scopes = definePass<CometchatSinkConfig, "membership", Call>({
  name: "scopes",
  summary: "Gives owners, admins and moderators their scope again, where the import took them for members already.",
  kind: "membership",
  when: "after",
  batch: ONE_CALL,
  dedupes: true,
  ...CORE,
  encode: ({ conversationId, userId, role, state }, context) => {
    const scope = SCOPES[role];
    if (state !== "active" || scope === "participant") return { send: [] };
    if (isPair(inConversation(context).conversation)) return { send: [] };
    const path = pathOf("groups", fitId(conversationId), "members", fitId(userId));
    return { send: [{ method: "PUT", path, body: { scope } }] };
  },
});

export const reads = definePass<CometchatSinkConfig, "membership", Call>({
  name: "reads",
  summary: "Marks conversations read up to where their members had read; read from now on.",
  kind: "membership",
  when: "after",
  fields: ["lastReadAt"],
  batch: ONE_CALL,
  dedupes: true,
  ...CORE,
  encode: ({ userId, conversationId, state }, context) => {
    const known = inConversation(context);
    const { lastRead, conversation } = known;
    if (lastRead === undefined || state !== "active") return { send: [] };
    const message = messageRef(lastRead.record, lastRead.targetId, known);
    const other = conversation.members.find((member) => member.userId !== userId);
    const place = isPair(conversation) ? other && ["users", fitId(other.userId)] : ["groups", fitId(conversationId)];
    if (message === undefined || place === undefined) return { send: [] };
    return {
      send: [
        {
          method: "POST",
          path: pathOf(...place, "conversation", "read"),
          body: { messageId: MESSAGE_ID },
          onBehalfOf: fitId(userId),
          message,
        },
      ],
      losses: lossesOf(new Set(["read-now"])),
    };
  },
});
