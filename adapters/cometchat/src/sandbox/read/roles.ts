import type { SandboxApp } from "@chat-etl/sandbox";
import type { Backend } from "../backend.ts";
import { pageAnswer, sliceOf } from "./page-answer.ts";
import { PageQuery, queryOf } from "./query.ts";

/** `GET /roles`. */
export function readRoles(app: SandboxApp, backend: Backend): void {
  const { roles } = backend.state;
  app.get("/v3/roles", (call) => {
    const query = queryOf(call, PageQuery);
    const data = roles.list(sliceOf(query));
    return call.json(pageAnswer({ ...query, data, total: roles.count(), documentedPlace: "beside" }, backend));
  });
}
