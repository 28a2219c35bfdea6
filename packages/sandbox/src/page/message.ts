import { html } from "hono/html";
import type { ShownAttachment, ShownMessage } from "./arrived.ts";
import { badge } from "./layout.ts";
import { type Html, longText, messageText, nameText, numberText, outsideLink, sizeText, webAddress } from "./text.ts";
import { timeElement } from "./time.ts";

/** @param goesOn the author is named just above and need not be again */
export function messageItem(message: ShownMessage, { goesOn }: { readonly goesOn: boolean }): Html {
  const { id, author, label, sentAt, text, attachments } = message;
  const kind = label === undefined ? "plain" : "special";
  return html`<li class="message ${kind}${goesOn ? " goes-on" : ""}" id="message-${id}">
${!goesOn && badge(author.id, author.name)}
<div class="bubble">
<div class="head">${!goesOn && html`<bdi class="name" title="${nameText(author.id)}">${nameText(author.name)}</bdi>`}
${label !== undefined && html`<span class="label">${nameText(label)}</span>`}
${marks(message)}
<a class="quiet" href="#message-${id}">${timeElement(sentAt, "clock")}</a>
${details(message)}</div>
${text.length > 0 && html`<div class="text">${messageText(text)}</div>`}
${attachments.length > 0 && html`<ul class="files">${attachments.map(attachmentItem)}</ul>`}
${reactions(message)}
</div>
</li>`;
}

function marks({ editedAt, deletedAt }: ShownMessage): readonly Html[] {
  const times = { edited: editedAt, deleted: deletedAt };
  return Object.entries(times).flatMap(([mark, at]) =>
    at === undefined ? [] : [html`<span class="mark">${mark} ${timeElement(at, "date")}</span>`],
  );
}

/** A link, never the file itself: looking at this page must not reach out to where it is kept. */
function attachmentItem({ name, url, mimeType, sizeBytes }: ShownAttachment): Html {
  const facts = [
    mimeType && nameText(mimeType),
    sizeBytes !== undefined && sizeText(sizeBytes),
    webAddress(url) === undefined && "no web address",
  ].filter(Boolean);
  return html`<li>${outsideLink(url, nameText(name))} <span class="quiet">${facts.join(", ")}</span></li>`;
}

function reactions({ reactions }: ShownMessage): Html | false {
  if (reactions.length === 0) return false;
  const items = reactions.map(({ emoji, count }) => html`<li><bdi>${nameText(emoji)}</bdi> ${numberText(count)}</li>`);
  return html`<ul class="reactions" aria-label="Reactions">${items}</ul>`;
}

function details({ details }: ShownMessage): Html | false {
  if (Object.keys(details).length === 0) return false;
  return html`<details><summary>details</summary><pre>${longText(JSON.stringify(details, undefined, 2))}</pre></details>`;
}
