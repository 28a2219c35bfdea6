import type { SandboxCall } from "@chat-etl/sandbox";
import type { CometchatSandboxOptions } from "./options.ts";

/** So many requests in one window, counted together by the name of their bucket. */
export interface QuotaClass {
  readonly bucket: string;
  readonly limit: number | "off";
}

const IMPORT = /^\/v3\/data_import\/(?:users|groups|members|messages)$/;

/**
 * What makes or deletes users and groups, and who joins or leaves. The class of adding, kicking and banning members is
 * not documented: here it is the smaller one.
 */
const CORE = [
  /^(?:POST|DELETE) \/v3\/users(?:\/[^/]+)?$/,
  /^(?:POST|DELETE) \/v3\/groups(?:\/[^/]+)?$/,
  /^(?:POST|PUT|DELETE) \/v3\/groups\/[^/]+\/(?:members|bannedusers)(?:\/[^/]+)?$/,
];

const SEND = /^POST \/v3\/messages\/[^/]+\/thread$/;
const UNREAD_MARK = /^DELETE \/v3\/(?:users|groups)\/[^/]+\/conversation\/read$/;

/** The quotas a request uses up: one of the app's, and for some one of the acting user's (CometChat sheet, 2.10 and 4.1). */
export function quotasOf(call: SandboxCall, options: CometchatSandboxOptions): readonly QuotaClass[] {
  const { method, path } = call.req;
  const request = `${method} ${path}`;
  if (IMPORT.test(path)) {
    return [{ bucket: options.rateBucket === "endpoint" ? path : "import", limit: options.requestsPerMinute }];
  }
  const uid = (call.req.header("onBehalfOf") ?? "").toLowerCase();
  return [
    CORE.some((pattern) => pattern.test(request))
      ? { bucket: "core", limit: options.coreRequestsPerMinute }
      : { bucket: "standard", limit: options.standardRequestsPerMinute },
    ...(SEND.test(request) ? [{ bucket: `sends of ${uid}`, limit: options.sendsPerMinute }] : []),
    ...(UNREAD_MARK.test(request) ? [{ bucket: `unread marks of ${uid}`, limit: options.unreadMarksPerMinute }] : []),
  ];
}
