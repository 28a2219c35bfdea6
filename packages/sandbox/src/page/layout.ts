import { html } from "hono/html";
import { PATHS } from "./paths.ts";
import type { Html } from "./text.ts";

/** An icon of its own keeps the browser from asking the platform for one. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%234763c9' d='M2 2h12v9H7l-4 4v-4H2z'/%3E%3C/svg%3E";

/** A whole document around what it shows. */
export function documentOf(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${PATHS.style}">
</head>
<body>
${body}
</body>
</html>`;
}

/** How many colours `style.ts` has for people and conversations. */
const TINTS = 6;

/** The first letter of a name on a colour that its id always has. */
export function badge(id: string, name: string): Html {
  const letter = /[\p{L}\p{N}]/u.exec(name)?.[0].toUpperCase() ?? "?";
  return html`<span class="badge tint-${tintOf(id)}" aria-hidden="true">${letter}</span>`;
}

function tintOf(id: string): number {
  let sum = 0;
  for (const sign of id.slice(0, 100)) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 9973;
  return sum % TINTS;
}
