import type { SandboxApp } from "@chat-etl/sandbox";
import * as z from "zod";
import { storeMemberAction } from "./action-rows.ts";
import type { Backend } from "./backend.ts";
import { storeCall } from "./call-rows.ts";
import { EntityId, Seconds } from "./fields.ts";
import { messageView } from "./view/messages.ts";

const SeedCall = z.strictObject({
  category: z.literal("call"),
  type: z.enum(["audio", "video"]).default("audio"),
  action: z.string().default("initiated"),
  sender: EntityId,
  receiverType: z.enum(["user", "group"]).default("user"),
  receiver: EntityId,
  secret: z.string().default("the-secret-of-the-web-socket"),
  sentAt: Seconds.optional(),
});

const SeedAction = z.strictObject({
  category: z.literal("action"),
  action: z.enum(["added", "joined", "left", "kicked", "banned", "unbanned", "scopeChanged"]),
  guid: EntityId,
  uid: EntityId,
  by: EntityId.optional(),
  sentAt: Seconds.optional(),
});

const Seeds = z.strictObject({ rows: z.array(z.discriminatedUnion("category", [SeedCall, SeedAction])) });

/**
 * `POST /_sandbox/rows {rows: […]}` puts into the list of messages what no call of the platform's REST API makes: rows of
 * calls, and rows about members with a time of one's own. It asks for no key, and changes nothing but that list.
 */
export function seedRoutes(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  app.post("/_sandbox/rows", async (call) => {
    const seeds = Seeds.safeParse(await call.req.json());
    if (!seeds.success) return call.json({ error: z.prettifyError(seeds.error) }, 400);
    const rows = state.request(() =>
      seeds.data.rows.map((row) => (row.category === "call" ? storeCall(row, state) : storeMemberAction(row, state))),
    );
    return call.json({ data: rows.map((row) => messageView(row, { backend })) });
  });
}
