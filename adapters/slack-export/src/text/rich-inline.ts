import { characterOf, fromHex } from "./emoji.ts";
import { type Loose, stringOf } from "./json.ts";
import {
  writeBroadcast,
  writeChannel,
  writeCustomEmoji,
  writeDate,
  writeLink,
  writeUser,
  writeUserGroup,
} from "./mentions.ts";
import type { Writer } from "./names.ts";

type WriteElement = (element: Loose, writer: Writer) => void;

/** The inline elements of a `rich_text` block. Their text is never escaped. Section 10.2. */
const ELEMENTS: ReadonlyMap<string, WriteElement> = new Map<string, WriteElement>([
  ["text", ({ text }, { out }) => out.append(stringOf(text))],
  ["link", ({ url, text }, writer) => writeLink(stringOf(url), stringOf(text), writer)],
  ["user", ({ user_id }, writer) => writeUser({ id: stringOf(user_id), label: "" }, writer)],
  ["channel", ({ channel_id }, writer) => writeChannel({ id: stringOf(channel_id), label: "" }, writer)],
  ["usergroup", ({ usergroup_id }, writer) => writeUserGroup({ id: stringOf(usergroup_id), label: "" }, writer)],
  ["team", ({ team_id }, { out }) => out.append(stringOf(team_id))],
  ["broadcast", ({ range }, writer) => writeBroadcast(stringOf(range), writer)],
  ["color", ({ value }, { out }) => out.append(stringOf(value))],
  ["emoji", writeEmoji],
  [
    "date",
    ({ timestamp, format, url, fallback }, writer) =>
      writeDate(
        { seconds: stringOf(timestamp), format: stringOf(format), url: stringOf(url), fallback: stringOf(fallback) },
        writer,
      ),
  ],
]);

/** Writes an inline element; `false`: it is of no known type. */
export function writeInline(element: Loose, writer: Writer): boolean {
  const write = ELEMENTS.get(stringOf(element.type));
  write?.(element, writer);
  return write !== undefined;
}

/** `unicode` is exact, skin tone included; without it the emoji is custom, or newer than the exporter. Section 13. */
function writeEmoji({ name, unicode, skin_tone }: Loose, { out }: Writer): void {
  const code = stringOf(name);
  const tone = stringOf(skin_tone);
  const character = fromHex(stringOf(unicode)) ?? characterOf(tone === "" ? code : `${code}::skin-tone-${tone}`);
  if (character === undefined) writeCustomEmoji(code, out);
  else out.append(character);
}
