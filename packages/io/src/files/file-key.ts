/** Of the UTF-8 form, so that any file system takes the name and people can still read it. */
const MAX_NAME_BYTES = 100;
/** A longer one is no extension but part of the name. */
const MAX_EXTENSION_BYTES = 16;

/** Separators, and what Windows forbids. */
const FORBIDDEN = /[/\\:*?"<>|]/g;
/** What nobody sees, or what turns the order of letters round; but the joiners that some scripts are written with. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;
const DEVICE = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(?=\.|$)/i;
/** Endings that a web server may run, or take as its own settings, instead of serving them. */
const RUN_BY_SERVERS =
  /\.(?=(?:php\d*|phtml|phar|pht|phps|inc|aspx?|ashx|asmx|asa|cer|cshtml|jspx?|jspf|shtml?|stm|cfm|cgi|fcgi|config)(?:\.|$))/gi;

/**
 * Where a file stands in a store: `<first two digits>/<sha256>/<name made harmless>`. Equal files of equal names have one
 * key; the name is for people.
 *
 * @param sha256 64 hexadecimal digits
 * @param name as the source has it, whatever it holds
 */
export function fileKey(sha256: string, name: string): string {
  return `${sha256.slice(0, 2)}/${sha256}/${harmlessName(name)}`;
}

/** A key within an address, each part of it encoded. */
export function addressOf(base: string, key: string): string {
  return base.replace(/\/*$/, "/") + key.split("/").map(encodeURIComponent).join("/");
}

function harmlessName(name: string): string {
  const plain = name
    .toWellFormed()
    .normalize("NFC")
    .replaceAll(INVISIBLE, "")
    .replaceAll(/\s/g, " ")
    .replaceAll(FORBIDDEN, "_");
  // First cut, since a cut may lay such an ending bare.
  const short = trimmed(shortened(trimmed(plain)));
  return short.replaceAll(RUN_BY_SERVERS, "_").replace(DEVICE, "_$&") || "file";
}

/** A leading dot hides a file, or makes it a server's settings; Windows drops dots and spaces at the end. */
function trimmed(name: string): string {
  return name.replace(/^[.\s]+/, "").replace(/[.\s]+$/, "");
}

/** Cut to size in front of the extension. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const [found = ""] = /\.[^.]+$/.exec(name) ?? [];
  const extension = Buffer.byteLength(found) <= MAX_EXTENSION_BYTES ? found : "";
  return (
    beginning(name.slice(0, name.length - extension.length), MAX_NAME_BYTES - Buffer.byteLength(extension)) + extension
  );
}

/** As many whole letters as fit. */
function beginning(text: string, maxBytes: number): string {
  let length = 0;
  let sizeBytes = 0;
  for (const letter of text) {
    sizeBytes += Buffer.byteLength(letter);
    if (sizeBytes > maxBytes) break;
    length += letter.length;
  }
  return text.slice(0, length);
}
