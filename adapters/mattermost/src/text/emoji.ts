import iamcal from "emojibase-data/en/shortcodes/iamcal.json" with { type: "json" };

/** As Mattermost ends the names of toned emojis: `wave_medium_skin_tone`. */
const TONES: Readonly<Record<string, string>> = {
  light_skin_tone: "🏻",
  medium_light_skin_tone: "🏼",
  medium_skin_tone: "🏽",
  medium_dark_skin_tone: "🏾",
  dark_skin_tone: "🏿",
};
const TONED = /^(.+?)_((?:light|medium_light|medium|medium_dark|dark)_skin_tone)$/;
const TONE = /[\u{1f3fb}-\u{1f3ff}]/u;
const SHOWN_AS_EMOJI = "\ufe0f";

interface Names {
  readonly characters: ReadonlyMap<string, string>;
  /** By characters without variation selectors. */
  readonly names: ReadonlyMap<string, string>;
}

let read: Names | undefined;

/** The character of a name, or `:name:` for one that is custom or newer than the list. */
export function emojiOf(name: string): string {
  return characterOf(name) ?? `:${name}:`;
}

/** @param name without colons */
export function characterOf(name: string): string | undefined {
  const { characters } = names();
  const plain = characters.get(name);
  const [, base = "", tone = ""] = TONED.exec(name) ?? [];
  const toned = characters.get(base)?.replace(/(\p{Emoji_Modifier_Base})\ufe0f?/u, `$1${TONES[tone]}`);
  return plain ?? toned;
}

/** What Mattermost calls a character; of `:name:` the name. `undefined`: it has no name for it. */
export function nameOf(emoji: string): string | undefined {
  const custom = /^:([a-zA-Z0-9_+-]{1,64}):$/.exec(emoji)?.[1];
  if (custom !== undefined) return custom;
  const tone = Object.entries(TONES).find(([, character]) => character === TONE.exec(emoji)?.[0])?.[0];
  const base = names().names.get(bare(emoji.replace(TONE, "")));
  return base === undefined || tone === undefined ? base : `${base}_${tone}`;
}

function names(): Names {
  if (read) return read;
  const pairs = Object.entries(iamcal as Readonly<Record<string, string | readonly string[]>>).flatMap(([hex, all]) =>
    (typeof all === "string" ? [all] : all).map((name) => [name, characterFrom(hex)] as const),
  );
  const byCharacter = pairs.toReversed().map(([name, character]) => [bare(character), name] as const);
  read = { characters: new Map(pairs), names: new Map(byCharacter) };
  return read;
}

function characterFrom(hex: string): string {
  const text = String.fromCodePoint(...hex.split("-").map((point) => Number.parseInt(point, 16)));
  return /^\p{Emoji}$/u.test(text) && !/^\p{Emoji_Presentation}$/u.test(text) ? text + SHOWN_AS_EMOJI : text;
}

function bare(character: string): string {
  return character.replaceAll(SHOWN_AS_EMOJI, "");
}
