import type { Random } from "./random.ts";

/** Something one may have written, with a little markup now and then. */
export function sentence(random: Random): string {
  const kind = random.next();
  if (kind < 0.25) return random.pick(SHORT);
  if (kind < 0.92) return plain(random);
  return random.pick(MARKED).replace("#", plain(random));
}

export function subject(random: Random): string {
  return `${random.pick(THINGS)} ${random.pick(["for", "in", "near", "by"])} ${random.pick(PLACES)}`;
}

export function systemLine(random: Random, name: string): string {
  return random.pick([
    `${name} joined the conversation.`,
    `${name} changed the subject.`,
    `The order was marked as *paid*.`,
    `${name} will be back at 9.00.`,
  ]);
}

export const EMOJI = ["👍", "❤️", "😂", "🎉", "😮", "🙏", "👀", "✅", ":ship-it:"] as const;

function plain(random: Random): string {
  const count = random.int(1, 3);
  const parts = Array.from(
    { length: count },
    () => `${random.pick(STARTS)} ${random.pick(THINGS)} ${random.pick(ENDS)}`,
  );
  return parts.join(" ");
}

const SHORT = [
  "ok",
  "Thanks!",
  "👍",
  "Sure, no problem",
  "lol 😂",
  "On my way",
  "¿Qué tal?",
  "Ja, graag!",
  "Klingt gut.",
  "d'accord",
  "ありがとう",
  "Спасибо!",
  "شكرا",
  "See you tomorrow 👋🏽",
  "Good morning ☀️",
  "Hm?",
] as const;

const STARTS = [
  "Is the",
  "I just saw your",
  "Could you send me the",
  "We had a look at the",
  "Sorry, the",
  "My sister wants the",
  "When is the",
  "Here is what I know about the",
] as const;

const THINGS = [
  "apartment",
  "red bicycle",
  "invoice",
  "guitar lesson",
  "spare key",
  "delivery",
  "garden table",
  "Tuesday shift",
  "train ticket",
  "café corner",
  "translation",
  "wedding cake",
] as const;

const ENDS = [
  "still available?",
  "today, please.",
  "and it looks great!",
  "is late again :(",
  "for 2 people.",
  "– price as agreed, €45.",
  "before the weekend.",
  "or shall we wait?",
  "😊",
  "(see the photo)",
] as const;

const PLACES = ["Eindhoven", "Köln", "São Paulo", "the harbour", "room 4.12", "Łódź", "大阪"] as const;

const MARKED = [
  "*Important:* #",
  "_maybe_ #",
  "~No,~ yes. #",
  "# See https://example.com/listing/42?from=chat for more.",
  "# Write to desk@example.com or call +31 20 123 4567.",
  "To bring:\n- passport\n- #\n- good mood",
  "#\nIn short: ```total = 3 * 15```",
  "# <https://example.com/terms|The terms>",
] as const;
