import type { Message, User } from "@chat-etl/model";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import type { FileWire, Shown } from "../wire-import.ts";
import { type FitFile, fitFiles, previewLinks } from "./files.ts";
import type { Lost } from "./losses.ts";
import { betweenCharacters } from "./marks.ts";
import { renderMarkup } from "./markup.ts";
import { isBlank, usableUrl, wellFormed } from "./text.ts";
import { textNodes } from "./text-nodes.ts";

/** One of the messages that a message becomes. */
export interface Part {
  readonly shown: Shown;
  readonly file?: FileWire | undefined;
}

interface Rules {
  readonly config: TalkjsSinkConfig;
  readonly users: ReadonlyMap<string, User>;
  /** System messages hold no location (TalkJS sheet, 8.5). */
  readonly isSystem: boolean;
  /** As in `EncodeContext`. */
  readonly filesAtHand?: ReadonlySet<string> | undefined;
}

/**
 * What a message shows, a text or a file or a place each, for TalkJS stores no two in one (TalkJS sheet, T21, T27): the
 * text first, then the files, then the place. None: there is nothing to show.
 */
export function partsOf(message: Message, rules: Rules, lost: Lost): readonly Part[] {
  const files = fitFiles(message.attachments, rules.filesAtHand, lost);
  const parts = [...textParts(message, rules, lost), ...files.map((file) => filePart(file, rules.config))];
  const all = [...parts, ...placeParts(message, rules, lost)];
  if (all.length > 1) lost.add("message-split");
  return all.length > 0 ? all : placeholders(message, rules, lost);
}

function textParts(message: Message, { config, users }: Rules, lost: Lost): readonly Part[] {
  const text = wellFormed(message.text, lost);
  const links = previewLinks(message.attachments, text, lost);
  if (isBlank(text) && links.length === 0) return [];
  const entities = isBlank(text) ? [] : betweenCharacters(text, message.entities);
  const whole = { text: [...(isBlank(text) ? [] : [text]), ...links].join("\n"), entities };
  if (config.dialect === "g1") return [{ shown: { text: renderMarkup(whole, users, lost) } }];
  return [{ shown: { content: [{ type: "text", children: textNodes(whole, users, lost) }] } }];
}

/** What is shown of a file that is uploaded counts only if it is not taken. */
function filePart({ isAtHand, ...file }: FitFile, { dialect }: TalkjsSinkConfig): Part {
  const { name } = file;
  const url = usableUrl(file.url);
  const label = name.replaceAll(/[<>|\n]/g, " ");
  const marked = url === undefined ? label : `<${url.replaceAll("|", "%7C")}|${label}>`;
  const child = url === undefined ? name : ({ type: "link", url, children: [name] } as const);
  const shown: Shown = dialect === "g1" ? { text: marked } : { content: [{ type: "text", children: [child] }] };
  return isAtHand ? { shown, file } : { shown };
}

function placeParts({ location }: Message, { config, isSystem }: Rules, lost: Lost): readonly Part[] {
  if (location === undefined) return [];
  const { latitude, longitude } = location;
  if (config.dialect === "g2" && !isSystem)
    return [{ shown: { content: [{ type: "location", latitude, longitude }] } }];
  lost.add("location-text");
  return [plainPart(`${latitude}, ${longitude}`, config)];
}

/** A call, a poll or a file without an address would leave no trace at all. */
function placeholders(message: Message, { config }: Rules, lost: Lost): readonly Part[] {
  const { type, attachments, event } = message;
  const [file] = attachments;
  const what = file ? `${file.kind}${file.name === undefined ? "" : ` ${file.name}`}` : (event ?? type);
  if (what === "text" || what === "system") return [];
  lost.add("placeholder");
  return [plainPart(`[${wellFormed(what, lost)}]`, config)];
}

function plainPart(text: string, { dialect }: TalkjsSinkConfig): Part {
  return { shown: dialect === "g1" ? { text } : { content: [{ type: "text", children: [text] }] } };
}
