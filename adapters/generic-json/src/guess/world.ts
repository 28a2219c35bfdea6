import { posix } from "node:path";
import { plainName } from "../read/files.ts";
import * as by from "./choose.ts";
import { expressionOf, type Field, profileOf, type Row } from "./profile.ts";
import { type Cast, keyFor } from "./roles.ts";
import type { Shape } from "./shapes.ts";
import type { TimeForm } from "./times.ts";

/** What is known of all sorts of objects together. */
export interface World {
  readonly cast: readonly Cast[];
  readonly shapes: readonly Shape[];
  readonly messages: readonly Shape[];
  readonly users: readonly Shape[];
  readonly conversations: readonly Shape[];
  /** Everything by which a listed user or conversation might be named. */
  readonly userIds: ReadonlySet<string>;
  readonly conversationIds: ReadonlySet<string>;
  readonly dates: TimeForm["form"];
}

export function worldOf(cast: readonly Cast[], shapes: readonly Shape[]): World {
  const of = (role: Cast["role"]) => cast.filter((one) => one.role === role).map(({ shape }) => shape);
  const messages = of("message").toSorted((a, b) => b.members.length - a.members.length);
  const users = of("user");
  const conversations = of("conversation");
  const [main] = messages;
  const sent = main && by.choose(main.fields, by.sentAt)?.field.time?.form;
  return {
    cast,
    shapes,
    messages,
    users,
    conversations,
    userIds: idsOf([...users, ...nestedUsers(shapes, cast)]),
    conversationIds: idsOf(conversations),
    dates: sent ?? "iso",
  };
}

/** People who are listed inside conversations. */
function nestedUsers(shapes: readonly Shape[], cast: readonly Cast[]): readonly Shape[] {
  return shapes.filter(
    (shape) =>
      !cast.some((one) => one.shape === shape) &&
      by.choose(shape.fields, by.userId, 0.6) &&
      shape.names.some((name) => ["member", "participant", "user"].includes(name)),
  );
}

function idsOf(shapes: readonly Shape[]): ReadonlySet<string> {
  const unique = shapes
    .flatMap(({ fields }) => fields)
    .filter(
      ({ values, distinct, time, freeText }) => distinct === values.length && time === undefined && freeText < 0.5,
    );
  return new Set(unique.flatMap(({ values }) => values.map(String)));
}

export function authorOf(fields: readonly Field[], { userIds }: World): by.Choice | undefined {
  return by.choose(fields, by.author(userIds));
}

export function conversationOf(fields: readonly Field[], { conversationIds }: World): by.Choice | undefined {
  return by.choose(fields, by.conversation(conversationIds), 0.35);
}

/** What the messages name a listed user by; else what looks like an id. */
export function userKey({ fields }: Shape, world: World): by.Choice | undefined {
  return (
    keyNamed(
      fields,
      world.messages.flatMap((shape) => authorOf(shape.fields, world)?.field ?? []),
    ) ??
    by.choose(fields, by.userId) ??
    by.choose(fields, by.displayName)
  );
}

export function conversationKey({ fields }: Shape, world: World): by.Choice | undefined {
  return (
    keyNamed(
      fields,
      world.messages.flatMap((shape) => conversationOf(shape.fields, world)?.field ?? []),
    ) ??
    keyOfFiles(fields, world) ??
    by.choose(fields, by.conversationId) ??
    by.choose(fields, by.title)
  );
}

/** Messages in files or folders that are called as the conversations are. */
function keyOfFiles(fields: readonly Field[], world: World): by.Choice | undefined {
  const names = world.messages
    .filter((shape) => whereOf(shape, world).how === "file")
    .flatMap(({ group }) => fileNames(group).names);
  return keyNamed(fields, names.length === 0 ? [] : profileOf(names.map((name) => ({ name }))));
}

function keyNamed(fields: readonly Field[], named: readonly Field[]): by.Choice | undefined {
  for (const field of named) {
    const { field: key, share } = keyFor(fields, field);
    if (key !== undefined && share > 0.5) return { field: key, score: share, others: [] };
  }
  return undefined;
}

/** Where a message's conversation is named. */
export interface Where {
  /** How a rule for the message itself writes it, and one for what is inside the message. */
  readonly value: unknown;
  readonly inside: unknown;
  readonly comment: string;
  readonly score: number;
  readonly how: "field" | "around" | "key" | "file" | "nowhere";
  readonly choice?: by.Choice | undefined;
}

/** By what the files of a group differ, as an expression and as it is: their folders, if their names say nothing. */
function fileNames({ files }: Shape["group"]): { readonly value: string; readonly names: readonly string[] } {
  const parsed = files.map(({ name }) => posix.parse(plainName(name)));
  const stems = new Set(parsed.map(({ name }) => name.replaceAll(/\d+/g, "#")));
  if (stems.size === 1 && parsed.some(({ dir }) => dir !== ""))
    return { value: "$.file.folder", names: parsed.map(({ dir }) => posix.basename(dir)) };
  return { value: "$.file.name", names: parsed.map(({ name }) => name) };
}

/** What the objects around the messages' arrays say before them. */
export function aroundOf({ members, before }: Shape): readonly Field[] {
  const parents: readonly Row[] = [...new Set(members.flatMap(({ parent }) => (parent === undefined ? [] : [parent])))];
  const small = parents.map(
    (parent): Row => Object.fromEntries(Object.entries(parent).filter(([key]) => before.has(key))),
  );
  return profileOf(small);
}

export function whereOf(shape: Shape, world: World): Where {
  const own = conversationOf(shape.fields, world);
  if (own !== undefined) {
    const path = expressionOf(own.field.path);
    return { value: path, inside: `$.element.${path}`, comment: "", score: own.score, how: "field", choice: own };
  }
  return aroundMessages(shape, world) ?? keyOrFile(shape);
}

function aroundMessages(shape: Shape, world: World): Where | undefined {
  const isOneOfMany = shape.steps.includes("*") || shape.group.files.length > 1 || world.conversations.length === 0;
  if (!isOneOfMany) return undefined;
  const found = by.choose(aroundOf(shape), (field) =>
    Math.max(by.conversationId(field), by.conversation(world.conversationIds)(field) * 0.9, by.title(field) * 0.4),
  );
  if (found === undefined) return undefined;
  const path = expressionOf(found.field.path);
  return {
    value: `$.parent.${path}`,
    inside: `$.around[-1].${path}`,
    comment: "of the object around the messages",
    score: found.score,
    how: "around",
    choice: found,
  };
}

function keyOrFile({ steps, group }: Shape): Where {
  const wildcards = steps.filter((step) => step === "*").length;
  if (wildcards > 0) {
    const value = `$.keys[${wildcards - 1}]`;
    return {
      value,
      inside: value,
      comment: 'what the last "*" of the selection stands for; TODO: no place in a list that may change?',
      score: 0.6,
      how: "key",
    };
  }
  if (group.files.length > 1) {
    const { value } = fileNames(group);
    return {
      value,
      inside: value,
      comment: "TODO: nothing names the conversation, so it is the file; check whether this is so",
      score: 0.5,
      how: "file",
    };
  }
  const value = { const: "all" };
  return {
    value,
    inside: value,
    comment: "TODO: nothing names the conversation, so all messages are of one",
    score: 0.4,
    how: "nowhere",
  };
}

/** The other fields of the object that a field stands in, if it is not the outermost one. */
export function besideOf(fields: readonly Field[], { path }: Field): readonly Field[] {
  if (path.length < 2) return [];
  const start = JSON.stringify(path.slice(0, -1)).slice(0, -1);
  return fields.filter((field) => JSON.stringify(field.path).startsWith(`${start},`));
}
