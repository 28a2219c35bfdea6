/** What is text by default and is followed neither by the sign that makes an emoji of it nor by a skin tone. */
const UNQUALIFIED = /(?!\p{Emoji_Presentation})\p{Emoji}(?![\ufe0f\p{Emoji_Modifier}])/gu;

/**
 * An emoji as TalkJS keeps it, in its fully-qualified form: two spellings of one are one there (TalkJS sheet, T36). What
 * is no emoji, such as `:party:`, stays as it is.
 */
export function qualifiedEmoji(emoji: string): string {
  const qualified = emoji.replaceAll(UNQUALIFIED, "$&\ufe0f");
  return /^\p{RGI_Emoji}$/v.test(qualified) ? qualified : emoji;
}
