import type { Normalized } from "@chat-etl/sdk";
import type { WireShownMessage } from "../wire-shown.ts";
import { extraOf, NONE, objectOf, textOf } from "./fields.ts";
import { broughtAlong, placeOf } from "./place.ts";

/**
 * A row about a call: that it began, went on or ended, each a message of its own. The channel it ran over holds a
 * secret and is taken out when the row is read (T41); here it is not looked at.
 */
export function normalizeCall(message: WireShownMessage): Normalized {
  const data = objectOf(message.data);
  const place = placeOf(message, data);
  const call = objectOf(objectOf(objectOf(data.entities).on).entity);
  const status = textOf(call.status) ?? textOf(data.action) ?? textOf(message.status);
  const seconds = durationOf(call);
  const type = message.type === "video" ? "Video call" : "Audio call";
  const length = seconds === undefined ? "" : `, ${seconds} s`;
  return [
    {
      kind: "message",
      id: message.id,
      conversationId: place.conversationId,
      authorId: place.authorId,
      type: "call",
      sentAt: Math.floor(message.sentAt * 1000),
      event: status === undefined ? "call" : `call_${status}`,
      // CometChat's own apps write it like this; without words it would show nothing elsewhere.
      text: textOf(data.text) ?? (status === undefined ? type : `${type}: ${status}${length}`),
      ...(message.parentId ? { threadRootId: message.parentId } : {}),
      tags: message.tags ?? [],
      extra: extraOf(
        {
          callType: message.type,
          action: data.action,
          status,
          durationMs: seconds === undefined ? undefined : seconds * 1000,
          sessionId: textOf(call.sessionid) ?? textOf(call.sessionId),
          initiatedAt: call.initiatedAt,
          startedAt: call.startedAt,
          endedAt: call.endedAt,
        },
        NONE,
      ),
    },
    ...broughtAlong(place),
  ];
}

/** Whole seconds: as told, or from its beginning to its end. */
function durationOf({ duration, startedAt, endedAt }: Readonly<Record<string, unknown>>): number | undefined {
  if (typeof duration === "number" && duration > 0) return Math.round(duration);
  const between = Number(endedAt ?? Number.NaN) - Number(startedAt ?? Number.NaN);
  return Number.isFinite(between) && between >= 0 ? Math.round(between) : undefined;
}
