import { newUser } from "../new-user.ts";
import type { TalkUser } from "../shapes.ts";
import { Random } from "./random.ts";
import { DAY_MS, WORLD_DAYS } from "./time.ts";

/** Ordinary people in the sample world, whatever its scale. */
export const ORDINARY_USERS = 345;

export function ordinaryUserId(index: number): string {
  return `user-${String(index % ORDINARY_USERS).padStart(4, "0")}`;
}

export function ordinaryName(index: number): string {
  const first = FIRST[index % FIRST.length];
  const last = LAST[Math.floor(index / FIRST.length) % LAST.length];
  return `${first} ${last}`;
}

export function* ordinaryUsers(seed: number, until: number): Generator<TalkUser> {
  for (let index = 0; index < ORDINARY_USERS; index += 1)
    yield ordinaryUser(index, new Random(`${seed}/user/${index}`), until);
}

function ordinaryUser(index: number, random: Random, until: number): TalkUser {
  const id = ordinaryUserId(index);
  const createdAt = until - Math.floor(WORLD_DAYS * DAY_MS * (1 - index / ORDINARY_USERS)) - random.int(0, DAY_MS);
  return {
    ...newUser(id, createdAt),
    name: ordinaryName(index),
    email: random.chance(0.6) ? [`${id}@example.com`] : null,
    phone: random.chance(0.2) ? [`+3161234${String(index).padStart(4, "0")}`] : null,
    photoUrl: random.chance(0.5) ? `https://example.com/photos/${id}.jpg` : null,
    role: random.pick(["default", "default", "buyer", "seller"]),
    locale: random.pick([null, "en-US", "nl-NL", "pt-BR", "ja"]),
    custom: random.chance(0.3) ? { plan: random.pick(["free", "pro"]), since: String(createdAt) } : {},
  };
}

const FIRST = [
  "Ann",
  "Bram",
  "Chloé",
  "Dávid",
  "Eun-ji",
  "Fatima",
  "Giorgos",
  "Hanako",
  "İlker",
  "João",
  "Katarzyna",
  "Liam",
  "Mbali",
  "Nadia",
  "Óscar",
  "Priya",
  "Quinn",
  "Rami",
  "Søren",
] as const;

const LAST = [
  "Adeyemi",
  "van den Berg",
  "Castro",
  "Dvořák",
  "Eriksson",
  "Fischer",
  "García",
  "Haddad",
  "Ivanova",
  "Jansen",
  "Kim",
  "Łukasik",
  "O'Malley",
  "Nguyễn",
  "Okafor",
  "Papadopoulos",
  "Rossi",
  "Sato",
  "Tanaka-Smith",
] as const;
