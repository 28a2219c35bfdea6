import iamcal from "emojibase-data/en/shortcodes/iamcal.json" with { type: "json" };

/** Names that Slack's older clients wrote and the list does not know. Section 13. */
const LEGACY: Readonly<Record<string, string>> = {
  simple_smile: "1F642",
  reversed_hand_with_middle_fingers_extended: "1F595",
};

/** `name` or `name::skin-tone-N`, without the outer colons. */
const TONED = /^(.+)::skin-tone-([2-6])$/s;

/** A code in text, perhaps with its skin tone. */
const CODE = /:([a-z0-9_+-]+):(?::skin-tone-[2-6]:)?/y;

const WORD_BEFORE = /[\p{L}\p{N}]$/u;
const WORD_AFTER = /^[\p{L}\p{N}]/u;

let codePoints: ReadonlyMap<string, string> | undefined;

/**
 * The character of a Slack short code such as `+1`, `flag-de` or `wave::skin-tone-3`, else the code itself: `:name:`.
 * Colons around the name are allowed. Section 13.
 */
export function emojiOf(name: string): string {
  const bare = name.replace(/^:/, "").replace(/:$/, "");
  return characterOf(bare) ?? `:${bare}:`;
}

/** The character of a short code, `undefined` for one that is custom or newer than the list. */
export function characterOf(name: string): string | undefined {
  const [, base = name, tone] = TONED.exec(name) ?? [];
  const hex = knownNames().get(base);
  if (hex === undefined) return undefined;
  const character = fromHex(hex);
  if (character === undefined || tone === undefined) return character;
  return toned(character, String.fromCodePoint(0x1f3f9 + Number(tone)));
}

/** The text of hyphen-joined hexadecimal code points; `undefined` if it is something else. Section 13. */
export function fromHex(hex: string): string | undefined {
  if (!/^[0-9a-f]{2,6}(?:-[0-9a-f]{2,6})*$/i.test(hex)) return undefined;
  const points = hex.split("-").map((point) => Number.parseInt(point, 16));
  if (points.some((point) => point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))) return undefined;
  const text = String.fromCodePoint(...points);
  return points.length === 1 && isShownAsText(text) ? `${text}\ufe0f` : text;
}

/** The text with the short codes that have a known name replaced, read from left to right. Section 13. */
export function withEmoji(text: string): string {
  let out = "";
  let done = 0;
  for (let at = text.indexOf(":"); at >= 0; at = text.indexOf(":", at + 1)) {
    CODE.lastIndex = at;
    const [code, name = ""] = CODE.exec(text) ?? [];
    if (code === undefined || !isCodeAt(text, at, name)) continue;
    const character = characterOf(code.slice(1, -1));
    // The colon that ends an unknown name may begin the next one, but the skin tone behind it is its own.
    if (character === undefined && !code.includes("::")) continue;
    out += text.slice(done, at) + (character ?? code);
    done = at + code.length;
    at = done - 1;
  }
  return out + text.slice(done);
}

/** `10:100:90` is a time and `k:v:w` a path: a name without two letters in a row must not touch a word. */
function isCodeAt(text: string, at: number, name: string): boolean {
  if (/[a-z]{2}/.test(name)) return true;
  const end = at + name.length + 2;
  return !WORD_BEFORE.test(text.slice(Math.max(0, at - 2), at)) && !WORD_AFTER.test(text.slice(end, end + 2));
}

function knownNames(): ReadonlyMap<string, string> {
  codePoints ??= new Map([
    ...Object.entries(LEGACY),
    ...Object.entries(iamcal as Readonly<Record<string, string | readonly string[]>>).flatMap(([hex, names]) =>
      (typeof names === "string" ? [names] : names).map((name) => [name, hex] as const),
    ),
  ]);
  return codePoints;
}

/** Characters such as `❤` are emoji only with a variation selector. */
function isShownAsText(character: string): boolean {
  return /^\p{Emoji}$/u.test(character) && !/^\p{Emoji_Presentation}$/u.test(character);
}

/** The first person in it gets the tone, or the last one, too, where Unicode knows that. Fire takes no tone. */
function toned(character: string, tone: string): string {
  const first = character.replace(/(\p{Emoji_Modifier_Base})\ufe0f?/u, `$1${tone}`);
  const last = first.replace(/(.*)(\p{Emoji_Modifier_Base})\ufe0f?/su, `$1$2${tone}`);
  return [first, last].find((candidate) => /^\p{RGI_Emoji}$/v.test(candidate)) ?? character;
}
