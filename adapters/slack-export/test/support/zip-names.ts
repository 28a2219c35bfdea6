/** The upper half of code page 437, in order. */
const UPPER =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

/** The text that bytes are in CP437; of UTF-8 bytes: mojibake. */
export function cp437Of(bytes: Uint8Array): string {
  return [...bytes].map((byte) => (byte < 128 ? String.fromCharCode(byte) : UPPER.charAt(byte - 128))).join("");
}

/** @throws RangeError for a character that CP437 does not have. */
export function cp437Bytes(text: string): Buffer {
  return Buffer.from(
    [...text].map((character) => {
      const code = character.charCodeAt(0);
      if (code < 128) return code;
      const index = UPPER.indexOf(character);
      if (index < 0) throw new RangeError(`CP437 has no "${character}".`);
      return 128 + index;
    }),
  );
}
