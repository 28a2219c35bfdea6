import { defineTransform, type Transform } from "@chat-etl/sdk";

const BOTS: ReadonlySet<string> = new Set(["bot", "app", "webhook"]);

const DROP = { drop: { code: "bot", message: "Bots, apps and webhooks are left out, with all they wrote." } };

/** Leaves out bots, apps and webhooks, with all they wrote and where they were members. */
export function dropBots(): Transform {
  return defineTransform({
    name: "drop-bots",
    summary: "Leaves out bots, apps and webhooks, with all they wrote.",
    apply: (record) => (record.kind === "user" && BOTS.has(record.type) ? DROP : record),
  });
}
