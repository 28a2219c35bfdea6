import * as z from "zod";
import { check, invalid } from "../answers.ts";
import type { TalkjsSandboxOptions } from "../options.ts";
import type { TalkRequest } from "../request.ts";
import { refuseUnknown } from "../unknown-fields.ts";
import { SentContent } from "./message-body.ts";

/** Milliseconds. Neither an age nor the future is refused; seconds pass for 1970 (E64). */
const Instant = z.int().nonnegative();

/** All fields of both dialects (TalkJS sheet, 0.3). What is not among them is ignored (E63). */
const Fields = z.object({
  type: z.enum(["UserMessage", "SystemMessage"]),
  sender: z.string().optional(),
  text: z.string().optional(),
  content: SentContent.optional(),
  attachmentToken: z.string().optional(),
  timestamp: Instant.optional(),
  createdAt: Instant.optional(),
  readBy: z.array(z.string()).optional(),
  custom: z.record(z.string(), z.string()).default({}),
  referencedMessageId: z.string().nullish(),
});
type Field = keyof z.output<typeof Fields>;

/** A message to import, whichever dialect it came in. */
export interface ImportedMessage extends Omit<z.output<typeof Fields>, "timestamp" | "createdAt"> {
  /** Missing only where a time that is not understood is ignored. */
  readonly createdAt: number | undefined;
}

interface Dialect {
  /** Besides `type`, and `sender` of what is no system message. */
  readonly required: readonly Field[];
  readonly foreign: readonly Field[];
  readonly takesSystem: boolean;
}

const DIALECTS: Readonly<Record<TalkjsSandboxOptions["importDialect"], Dialect>> = {
  g1: { required: ["text", "timestamp", "readBy"], foreign: ["createdAt", "content"], takesSystem: false },
  g2: { required: ["createdAt"], foreign: ["timestamp", "readBy", "attachmentToken"], takesSystem: true },
  both: { required: [], foreign: [], takesSystem: true },
};

/** What is left out for want of understanding, where the other dialect is ignored. */
const MAY_BE_LOST: readonly Field[] = ["timestamp", "createdAt", "readBy"];

/** Checks one message of an import against the dialect. @param at its place, for the reasons. @throws Refusal */
export function importedMessage(request: TalkRequest, value: unknown, at: number): ImportedMessage {
  const { options } = request;
  const dialect = DIALECTS[options.importDialect];
  const isLax = options.importForeign === "ignore";
  const own = check(z.record(z.string(), z.unknown()), value, at);
  const foreign = dialect.foreign.filter((field) => own[field] !== undefined);
  if (foreign.length > 0 && !isLax) throw refusalOf(at, foreign, "This field is not known here.");
  const fields = check(Fields, without(own, foreign), at);
  refuseUnknown(request, Fields, own, at);
  refuseSystem(fields.type, at, options);
  const required = dialect.required.filter((field) => !(isLax && MAY_BE_LOST.includes(field)));
  const absent = [...required, ...senderField(fields.type)].filter((field) => fields[field] === undefined);
  if (absent.length > 0) throw refusalOf(at, absent, "This field is required.");
  const { timestamp, createdAt = timestamp, ...message } = fields;
  if (createdAt === undefined && !isLax) throw refusalOf(at, ["createdAt"], "This field is required.");
  if (message.type === "SystemMessage") refuseOfSystem(message, at);
  return { ...message, createdAt };
}

function senderField(type: ImportedMessage["type"]): readonly Field[] {
  return type === "UserMessage" ? ["sender"] : [];
}

/** E58: by dialect, unless the switch says so. */
function refuseSystem(type: ImportedMessage["type"], at: number, options: TalkjsSandboxOptions): void {
  const { importDialect, importSystem } = options;
  const takesSystem = importSystem === "dialect" ? DIALECTS[importDialect].takesSystem : importSystem === "on";
  if (type === "SystemMessage" && !takesSystem) throw refusalOf(at, ["type"], 'Only "UserMessage" can be imported.');
}

/** System messages have neither a sender nor a place (TalkJS sheet, 8.5). */
function refuseOfSystem({ sender, content }: Pick<ImportedMessage, "sender" | "content">, at: number): void {
  if (sender !== undefined) throw refusalOf(at, ["sender"], "A system message has none.");
  if (content?.[0].type === "location") throw refusalOf(at, ["content"], "A system message has no location.");
}

function without(value: Readonly<Record<string, unknown>>, fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !fields.includes(name)));
}

function refusalOf(at: number, fields: readonly string[], reason: string) {
  return invalid(Object.fromEntries(fields.map((field) => [`${at}.${field}`, reason])));
}
