import fc from "fast-check";
import { expect, it } from "vitest";
import { fileKey, folderStore } from "../src/index.ts";

const HASH = "ab".repeat(32);
const nameOf = (name: string) => fileKey(HASH, name).slice(`ab/${HASH}/`.length);

it("stands below its hash", () => {
  expect(fileKey(HASH, "Ferien in Köln.jpg")).toBe(`ab/${HASH}/Ferien in Köln.jpg`);
});

it.each([
  ["../../etc/passwd", "_.._etc_passwd"],
  ["a\\b:c?d*e", "a_b_c_d_e"],
  [".htaccess", "htaccess"],
  ["..", "file"],
  ["", "file"],
  [" \t\n", "file"],
  ["a.txt. .", "a.txt"],
  ["\u202Egpj.exe", "gpj.exe"],
  ["a\u0000\u200Bb\uFEFF\uD800", "ab\uFFFD"],
  ["नमस्\u200Dते", "नमस्\u200Dते"],
  ["CON", "_CON"],
  ["aux.tar.gz", "_aux.tar.gz"],
  ["com1", "_com1"],
  ["console.log", "console.log"],
  ["e\u0301.png", "\u00e9.png"],
  ["shell.php", "shell_php"],
  ["x.PHP.jpg", "x_PHP.jpg"],
  ["web.config", "web_config"],
  ["a.phpx", "a.phpx"],
])("%j becomes %j", (name, harmless) => expect(nameOf(name)).toBe(harmless));

it("is cut in front of its extension, between letters", () => {
  expect(nameOf(`${"ü".repeat(90)}.jpeg`)).toBe(`${"ü".repeat(47)}.jpeg`);
  expect(nameOf(`a.${"😀".repeat(90)}`)).toBe(`a.${"😀".repeat(24)}`);
});

/** Endings that a server may run: a name that is made of them is the likeliest to hold one after it was cut. */
const RUN_BY_SERVERS = /\.(?:php|phtml|jsp|aspx?|cgi|config)(?:\.|$)/i;

it.each([
  [`${"a".repeat(96)}.php${"x".repeat(30)}`, `${"a".repeat(96)}_php`],
  [`${"a".repeat(92)}.php${"x".repeat(9)}.jpg`, `${"a".repeat(92)}_php.jpg`],
])("%j has no ending that a server runs after it was cut either", (name, harmless) =>
  expect(nameOf(name)).toBe(harmless),
);

it("has no ending that a server runs, wherever it is cut", () => {
  const words = fc.constantFrom(
    "php",
    "PHTML",
    "jsp",
    "asp",
    "aspx",
    "cgi",
    "config",
    "jpg",
    "x".repeat(13),
    ".",
    " ",
    "ü",
  );
  const names = fc.tuple(fc.integer({ min: 85, max: 100 }), fc.array(words, { maxLength: 30 }));
  fc.assert(
    fc.property(names, ([length, ending]) => {
      const harmless = nameOf("a".repeat(length) + ending.join(""));
      expect(harmless).not.toMatch(RUN_BY_SERVERS);
      expect(Buffer.byteLength(harmless)).toBeLessThanOrEqual(101);
    }),
  );
});

it("is harmless whatever it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (name) => {
      const harmless = nameOf(name);
      expect(harmless).not.toMatch(/[/\\:*?"<>|\p{Cc}\p{Bidi_C}]|^[.\s]|[.\s]$|^$/u);
      expect(Buffer.byteLength(harmless)).toBeLessThanOrEqual(101);
      expect(harmless.isWellFormed()).toBe(true);
      const url = folderStore({ folder: "x", baseUrl: "https://files.example/a/" }).urlOf(fileKey(HASH, name));
      expect(new URL(url).href.split("/").slice(0, -1).join("/")).toBe(`https://files.example/a/ab/${HASH}`);
      expect(decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "")).toBe(harmless);
    }),
  );
});
