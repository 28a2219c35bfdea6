import { conversationOf, type Draft, humans, place, post, someInstant } from "../draft.ts";
import { fileStubs, hostedFile } from "../files.ts";
import type { Raw } from "../json.ts";
import type { Quirk } from "../options.ts";
import { addFileComment } from "../subtype-scenes.ts";
import { FERRY_BOT } from "../users.ts";
import { canvasOf } from "./conversations.ts";

function share(
  draft: Draft,
  quirk: Quirk,
  { fields, detail }: { readonly fields: Raw; readonly detail: string },
): void {
  const home = conversationOf(draft, "public");
  const { raw } = post(home, someInstant(draft), { user: humans(draft)[0], text: "", upload: true, ...fields });
  const [first] = [raw.file, ...((raw.files as Raw[] | undefined) ?? [])].filter((file) => file !== undefined) as Raw[];
  place(draft, quirk, { conversationId: home.id, ts: String(raw.ts), fileId: String(first?.id), detail });
}

/** §9.1: deleted, hidden, denied, not found, withheld, nameless: one message each. */
export function allFileStubs(draft: Draft): void {
  for (const stub of fileStubs(draft)) {
    share(draft, "file-stubs", { fields: { files: [stub] }, detail: String(stub.file_access ?? stub.mode) });
  }
}

/** §9.1: both parameter names, in the links and the thumbnails; and a canvas. */
export function tokensInUrls(draft: Draft): void {
  const [user = ""] = humans(draft);
  for (const parameter of ["t", "token"] as const) {
    const file = hostedFile(draft, { user, at: draft.start, parameter, name: "dóca é.png" });
    share(draft, "tokens-in-urls", { fields: { files: [file] }, detail: parameter });
  }
  const link = {
    url_private: "https://drive.example.com/d/1?x=1",
    mode: "external",
    is_external: true,
    external_type: "gdrive",
    external_url: "https://drive.example.com/d/1?x=1",
  };
  share(draft, "tokens-in-urls", {
    fields: { files: [hostedFile(draft, { user, at: draft.start, more: link })] },
    detail: "external, without a token",
  });
  const canvas = canvasOf(draft, user, conversationOf(draft, "public").id);
  draft.canvases.push(canvas);
  place(draft, "tokens-in-urls", { path: "canvases.json", fileId: String(canvas.id), detail: "canvas" });
}

/** §5: `file` until 2018, `files` after; a message may have both, also the same one. */
export function oldStyleFiles(draft: Draft): void {
  const [user = ""] = humans(draft);
  const make = () => hostedFile(draft, { user, at: draft.start, parameter: "t" });
  const [one, two, three] = [make(), make(), make()];
  share(draft, "old-style-files", { fields: { file: one }, detail: "file" });
  share(draft, "old-style-files", { fields: { file: two, files: [two, three] }, detail: "file and files" });
  const snippet = hostedFile(draft, {
    user,
    at: draft.start,
    name: "tide.ts",
    mimetype: "text/plain",
    more: { mode: "snippet", preview: "let tide = 3;", lines: 1, channels: null },
  });
  share(draft, "old-style-files", {
    fields: { files: [snippet], x_files: ["F0WITHHELD1"] },
    detail: "snippet, and one that is not accessible",
  });
}

/** §9.1: the same id in several messages. */
export function fileSharedTwice(draft: Draft): void {
  const file = hostedFile(draft, { user: humans(draft)[1] ?? "", at: draft.start });
  for (const detail of ["first", "again"])
    share(draft, "file-shared-twice", { fields: { files: [file], text: detail }, detail });
}

export function fileCommentAuthor(draft: Draft): void {
  const conversation = conversationOf(draft, "public");
  const [user = "", other = ""] = humans(draft);
  const { raw } = addFileComment({ draft, conversation, at: someInstant(draft), user, other });
  place(draft, "file-comment-author", { conversationId: conversation.id, ts: String(raw.ts), userId: other });
}

/** §18 row 26. */
export function numbersAsStrings(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const [user = "", other = ""] = humans(draft);
  draft.integrationLogs.push({
    user_id: user,
    user_name: "ana",
    date: "1421763610",
    change_type: "added",
    app_id: FERRY_BOT.appId,
    app_type: "Ferry Times",
  });
  place(draft, "numbers-as-strings", { path: "integration_logs.json", detail: "date" });
  const attachments = [{ id: "1", ts: "1421763610", fallback: "old", image_width: "600" }];
  const { raw } = post(home, someInstant(draft), { user, text: "old numbers", attachments });
  place(draft, "numbers-as-strings", { conversationId: home.id, ts: String(raw.ts), detail: "attachment ts" });
  if (home.entry !== undefined) {
    home.entry.pins = [{ id: raw.ts, type: "C", created: "1421763700", user: other, owner: user }];
    home.entry.created = String(home.entry.created);
  }
  place(draft, "numbers-as-strings", { conversationId: home.id, detail: "pins.created, created" });
}
