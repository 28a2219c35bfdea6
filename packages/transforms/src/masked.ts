const LETTER_OR_DIGIT = /\p{Lu}|\p{L}|\p{N}|(?!\ufe0f)\p{M}/gu;

/** Every letter becomes an x, every digit a 0. Spaces, punctuation, emoji and the length (UTF-16) stay. */
export function masked(text: string): string {
  return text.replace(LETTER_OR_DIGIT, (sign) => maskOf(sign).repeat(sign.length));
}

function maskOf(sign: string): string {
  if (/\p{N}/u.test(sign)) return "0";
  return /\p{Lu}/u.test(sign) ? "X" : "x";
}
