import type { Draft, MutableRaw } from "./draft.ts";
import { idOf } from "./draft.ts";
import { type Micros, secondsOf } from "./timestamps.ts";
import { TEAM } from "./users.ts";

/** Invented, and in the shape of a real one. No test may find it outside the export. */
export const TOKEN = "xoxe-000-invented";

export interface FileFields {
  readonly user: string;
  readonly at: Micros;
  readonly name?: string;
  readonly mimetype?: string;
  /** §9.1: 2015 to 2018 wrote `t`, 2026 writes `token`. */
  readonly parameter?: "t" | "token";
  readonly more?: MutableRaw;
}

/** A file on Slack, with a live secret in every URL but the permalinks (§9.1). */
export function hostedFile(draft: Draft, fields: FileFields): MutableRaw {
  const { user, at, name = "harbour.png", mimetype = "image/png", parameter = "token", more } = fields;
  const id = nextFileId(draft);
  const ending = name.slice(name.lastIndexOf(".") + 1);
  const secret = `?${parameter}=${TOKEN}`;
  const base = `https://files.slack.com/files-pri/${TEAM}-${id}`;
  return {
    id,
    created: secondsOf(at),
    timestamp: secondsOf(at),
    name,
    title: name,
    mimetype,
    filetype: ending,
    pretty_type: ending.toUpperCase(),
    user,
    user_team: TEAM,
    editable: false,
    size: 1024 + Number.parseInt(id.slice(2), 36),
    mode: "hosted",
    is_external: false,
    external_type: "",
    is_public: true,
    public_url_shared: false,
    display_as_bot: false,
    username: "",
    url_private: `${base}/${encodeURIComponent(name)}${secret}`,
    url_private_download: `${base}/download/${encodeURIComponent(name)}${secret}`,
    media_display_type: "unknown",
    ...(mimetype.startsWith("image/") ? imageFields(id, secret) : {}),
    permalink: `https://northwind.slack.com/files/${user}/${id}/${encodeURIComponent(name)}`,
    permalink_public: `https://slack-files.com/${TEAM}-${id}-0123456789`,
    is_starred: false,
    has_rich_preview: false,
    file_access: "visible",
    ...more,
  };
}

function imageFields(id: string, secret: string): MutableRaw {
  const thumb = `https://files.slack.com/files-tmb/${TEAM}-${id}-abc/thumb`;
  return {
    thumb_64: `${thumb}_64.png${secret}`,
    thumb_360: `${thumb}_360.png${secret}`,
    thumb_360_w: 360,
    // §9.1: some write sizes as strings.
    thumb_360_h: "240",
    original_w: 1200,
    original_h: 800,
  };
}

export function nextFileId(draft: Draft): string {
  draft.nextFile += 1;
  return idOf("F", draft.nextFile);
}

/** §9.1: what is left of a file that nobody can have. */
export function fileStubs(draft: Draft): readonly MutableRaw[] {
  const id = () => nextFileId(draft);
  return [
    { id: id(), mode: "tombstone" },
    { id: id(), mode: "hidden_by_limit", date_delete: 1_767_400_000 },
    { id: id(), mode: "file_access", file_access: "access_denied" },
    { id: id(), mode: "file_access", file_access: "file_not_found" },
    { id: id(), file_access: "check_file_info" },
    { ...hostedFile(draft, { user: "U0000000001", at: draft.start }), name: null, title: null },
  ];
}
