import { withEmoji } from "./emoji.ts";
import {
  isBroadcast,
  writeBroadcast,
  writeChannel,
  writeDate,
  writeLink,
  writeUser,
  writeUserGroup,
} from "./mentions.ts";
import type { Writer } from "./names.ts";

/** Writes one thing in angle brackets. */
export type Sequence = (writer: Writer) => void;

/** Escaped text in which every sequence is one `HOLE`, and what goes there, in order. */
export interface Tokens {
  readonly skeleton: string;
  readonly sequences: readonly Sequence[];
}

/** Stands for a sequence. One that somebody typed becomes a sequence that writes it, so none is ever mistaken. */
export const HOLE = "\0";

const USER = /^[UWB][A-Z0-9]+$/;
const CHANNEL = /^[CGD][A-Z0-9]+$/;
const ADDRESS = /^[a-z][a-z0-9+.-]*:[^\n]+$/i;

/** Undoes Slack's escaping: these three and nothing else, once. Section 11. */
export function decode(escaped: string): string {
  return escaped.replaceAll(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">" })[name] ?? "");
}

/**
 * Takes the `<…>` out of still escaped text. An unescaped `<` always begins a sequence, so one that ends nowhere, or
 * holds nothing we know, is an ordinary sign. Section 11.
 */
export function tokenise(escaped: string): Tokens {
  const sequences: Sequence[] = [];
  const skeleton = escaped.replaceAll(/<([^<>]*)>|\0/g, (whole, inside: string | undefined) => {
    const sequence = inside === undefined ? ({ out }: Writer) => out.append(HOLE) : readSequence(inside);
    if (sequence === undefined) return whole;
    sequences.push(sequence);
    return HOLE;
  });
  return { skeleton, sequences };
}

/** Only the first `|` separates: a label may hold more of them. */
function readSequence(inside: string): Sequence | undefined {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : withEmoji(decode(inside.slice(bar + 1)));
  const rest = target.slice(1);
  if (/^[@#!]\S/.test(target)) {
    if (target.startsWith("!")) return readCommand(rest, label);
    return target.startsWith("@") ? readUser(rest, label) : readChannel(rest, label);
  }
  if (ADDRESS.test(target)) return (writer) => writeLink(decode(target), label, writer);
  // `<U1234|@cal>` stands in one of Slack's own examples.
  if (USER.test(target) && label !== "") return (writer) => writeUser({ id: target, label }, writer);
  return target === "" && label !== "" ? ({ out }) => out.append(label) : undefined;
}

function readUser(id: string, label: string): Sequence {
  if (isBroadcast(id)) return (writer) => writeBroadcast(id, writer);
  return (writer) => (USER.test(id) ? writeUser({ id, label }, writer) : writer.out.append(`@${label || decode(id)}`));
}

function readChannel(id: string, label: string): Sequence {
  if (CHANNEL.test(id)) return (writer) => writeChannel({ id, label }, writer);
  return ({ out }) => out.append(`#${label || decode(id)}`);
}

function readCommand(command: string, label: string): Sequence {
  const [name = "", first = "", format = "", ...url] = command.split("^");
  if (isBroadcast(name)) return (writer) => writeBroadcast(name, writer);
  if (name === "subteam") return (writer) => writeUserGroup({ id: first, label }, writer);
  if (name !== "date") return ({ out }) => out.append(label || `<${decode(command)}>`);
  const date = { seconds: first, format: decode(format), url: decode(url.join("^")), fallback: label };
  return (writer) => writeDate(date, writer);
}
