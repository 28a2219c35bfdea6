import { TrieRouter } from "hono/router/trie-router";
import * as z from "zod";
import { check, invalid, Refusal } from "../answers.ts";
import type { Route, RouteParams, TalkRequest } from "../request.ts";
import { versionOf } from "../version.ts";

/** Operations per batch (TalkJS sheet, section 11). */
const OPERATIONS_PER_BATCH = 10;

/** `[seq, method, path, payload?, options?]`. The payload of a GET is its query. */
const Operation = z.tuple([
  z.number(),
  z.string(),
  z.string(),
  z.unknown().optional(),
  z.object({ api_version: z.string().optional() }).nullish(),
]);
type Operation = z.output<typeof Operation>;

const Batch = z
  .array(Operation)
  .max(OPERATIONS_PER_BATCH)
  .refine((operations) => new Set(operations.map(([seq]) => seq)).size === operations.length, {
    error: "Two operations have the same number.",
  });

/** The batch endpoint over these routes (E81–E83): each operation succeeds or fails for itself. */
export function batchRoute(routes: readonly Route[]): Route {
  const router = new TrieRouter<Route>();
  for (const route of routes) router.add(route.method, route.path || "/", route);
  return {
    method: "POST",
    path: "/batch",
    isBatch: true,
    handle(request) {
      const operations = check(Batch, request.body);
      const inOrder = request.options.batchOrder === "sent" ? operations : operations.toReversed();
      return inOrder.map((operation) => [operation[0], ...run(operation, request, router)]);
    },
  };
}

/** Status and body. */
function run(
  operation: Operation,
  request: TalkRequest,
  router: TrieRouter<Route>,
): readonly [status: number, body: unknown] {
  const [, method, path] = operation;
  const [[route, params] = []] = router.match(method, path || "/")[0];
  if (route === undefined || !isOffered(route, request)) return [404, "Not found"];
  try {
    const single = singleRequest(operation, paramsOf(params ?? {}), request);
    const body = request.state.savepoint(() => route.handle(single));
    return body instanceof Refusal ? refusalOf(body) : [200, body];
  } catch (error) {
    if (error instanceof Refusal) return refusalOf(error);
    throw error;
  }
}

function isOffered({ takes, isImport }: Route, { options }: TalkRequest): boolean {
  if (isImport) return options.batchImport === "accept";
  return takes === undefined;
}

const Query = z.record(z.string(), z.string(), { error: "The payload of a GET holds texts." });

function singleRequest(
  [, method, , payload, settings]: Operation,
  params: RouteParams,
  request: TalkRequest,
): TalkRequest {
  const isGet = method === "GET";
  return {
    ...request,
    params,
    query: isGet ? check(Query, payload ?? {}) : {},
    body: isGet ? undefined : payload,
    version: settings?.api_version === undefined ? request.version : versionOf(settings.api_version),
  };
}

function paramsOf(raw: Readonly<Record<string, string | number>>): RouteParams {
  const param = (name: keyof RouteParams) => decoded(String(raw[name] ?? ""));
  return {
    userId: param("userId"),
    conversationId: param("conversationId"),
    messageId: param("messageId"),
    emoji: param("emoji"),
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalid(["The path is not properly percent-encoded."]);
  }
}

function refusalOf({ status, errorCode, reasons }: Refusal): readonly [number, unknown] {
  return [status, { errorCode, reasons }];
}
