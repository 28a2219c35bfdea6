import type { Next } from "hono";
import { html } from "hono/html";
import { secureHeaders } from "hono/secure-headers";
import type { SandboxApp, SandboxCall } from "../serve.ts";
import type { Arrived, ConversationPart, ShownConversation } from "./arrived.ts";
import { conversationPage } from "./conversation.ts";
import { documentOf } from "./layout.ts";
import { membersPage } from "./members.ts";
import { overviewPage } from "./overview.ts";
import { PATHS } from "./paths.ts";
import { STYLE } from "./style.ts";
import type { Html } from "./text.ts";

const SEARCH_CHARS = 200;

/** Names of this machine. Any other that leads here was made to (DNS rebinding), to read along from a foreign page. */
const OWN_NAMES: readonly (string | undefined)[] = ["127.0.0.1", "localhost", "[::1]"];

/** Nothing is loaded but the page's own style sheet, nothing runs, nothing is sent but the search, nobody frames it. */
const HEADERS = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ["data:"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: "DENY",
  // It speaks plain HTTP, to this machine only.
  strictTransportSecurity: false,
});

/** Adds the page for people at `/`: what arrived, conversation by conversation. It only reads. */
export function pageRoutes(app: SandboxApp, arrived: Arrived): void {
  for (const path of Object.values(PATHS)) app.get(path, ownNameOnly, HEADERS, neverKept);
  app.get(PATHS.style, (call) => call.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
  app.get(PATHS.overview, (call) => {
    const search = call.req.query("search")?.trim().slice(0, SEARCH_CHARS) || undefined;
    return call.html(overviewPage(arrived, { search, after: call.req.query("after") }));
  });
  app.get(PATHS.conversation, (call) =>
    answer(call, arrived, (conversation) => conversationPage(arrived, conversation, partOf(call))),
  );
  app.get(PATHS.members, (call) =>
    answer(call, arrived, (conversation) => membersPage(arrived, conversation, call.req.query("after"))),
  );
}

/** The page about the conversation that the address names, if there is one. */
function answer(
  call: SandboxCall,
  arrived: Arrived,
  page: (conversation: ShownConversation) => Html,
): Response | Promise<Response> {
  const conversation = arrived.conversation(call.req.query("id") ?? "");
  return conversation ? call.html(page(conversation)) : call.html(notFoundPage(), 404);
}

function notFoundPage(): Html {
  const body = html`<main><p class="empty">There is no such conversation here. <a href="${PATHS.overview}">All conversations</a></p></main>`;
  return documentOf("Not found", body);
}

function partOf(call: SandboxCall): ConversationPart["from"] {
  const { before, after, from } = call.req.query();
  if (before !== undefined) return { before };
  if (after !== undefined) return { after };
  return from === "oldest" ? "oldest" : "newest";
}

async function ownNameOnly(call: SandboxCall, next: Next): Promise<Response | undefined> {
  const name = URL.parse(`http://${call.req.header("host")}`)?.hostname;
  if (OWN_NAMES.includes(name)) {
    await next();
    return undefined;
  }
  return call.text("This page is only for the machine it runs on. Open it by its address, 127.0.0.1.", 403);
}

/** What people wrote is not left behind in a browser's cache. */
async function neverKept(call: SandboxCall, next: Next): Promise<void> {
  await next();
  call.header("cache-control", "no-store");
}
