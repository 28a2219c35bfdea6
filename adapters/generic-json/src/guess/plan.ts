import type { Kind } from "@chat-etl/model";
import type { Choice } from "./choose.ts";
import type { Field } from "./profile.ts";
import { expressionOf } from "./profile.ts";
import type { TimeForm } from "./times.ts";

/** A line of a mapping: its value as YAML would hold it, and what is said about it. */
export interface Line {
  readonly key: string;
  readonly value: unknown;
  readonly comment?: string | undefined;
}

export interface Rule {
  readonly kind: Kind;
  /** What is said before it. */
  readonly comment?: string | undefined;
  readonly lines: readonly Line[];
}

export interface InputPlan {
  readonly comment: string;
  readonly holds: Kind;
  readonly lines: readonly Line[];
  readonly once: readonly Rule[];
  readonly records: readonly Rule[];
}

export interface MappingPlan {
  readonly dates: TimeForm["form"];
  /** A time without a zone is used. */
  readonly isLocal: boolean;
  readonly inputs: readonly InputPlan[];
  /** How sure the fields are that every message needs, each from 0 to 1. */
  readonly sureness: readonly number[];
}

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** A field's name for people, whatever is in it. */
export function shown({ path }: Field): string {
  const text = expressionOf(path).replaceAll(/[\p{C}\p{Z}]/gu, " ");
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** What was seen of a field: its type, how often, how sure; never a value. */
export function seen({ field, score, others }: Choice): string {
  const other = others.length === 0 ? "" : `; else perhaps ${others.map(shown).join(", ")}`;
  return `${typeOf(field)}, in ${percent(field.share)} of them; ${percent(score)} sure${other}`;
}

function typeOf({ time, values, lists, distinct, freeText }: Field): string {
  if (lists.length > 0) return "lists";
  if (time !== undefined) return `times (${timeText(time)})`;
  const types = [...new Set(values.map((value) => typeof value))].join(" or ");
  if (freeText > 0.3) return `${types} of several words`;
  return distinct === values.length && distinct > 1 ? `${types}, no two alike` : `${types}, ${distinct} different`;
}

function timeText({ form, isLocal, isAmbiguous }: TimeForm): string {
  const how = typeof form === "string" ? form : form.format;
  const doubt = isAmbiguous ? ", but day and month may be the other way round" : "";
  return `${how}${isLocal ? ", without a zone" : ""}${doubt}`;
}

/** The value that finds a time: what stands for "never" is no time, and another form is said. */
export function timeValue(field: Field, dates: TimeForm["form"]): unknown {
  const path = expressionOf(field.path);
  const zeros = `(${path} == \`0\` || ${path} == '0') ? null : ${path}`;
  const from = field.hasZeros ? zeros : path;
  const form = field.time?.form;
  return form === undefined || JSON.stringify(form) === JSON.stringify(dates) ? from : { from, date: form };
}
