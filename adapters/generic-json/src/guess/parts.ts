import * as by from "./choose.ts";
import { weight, wordsOf } from "./names.ts";
import { type Line, seen } from "./plan.ts";
import { expressionOf, type Field, isRow, profileOf } from "./profile.ts";

/** What is inside messages and is not a message: attachments and reactions. */
export function partLines(fields: readonly Field[]): readonly Line[] {
  return [...attachments(fields), ...reactions(fields.filter((field) => field.lists.length > 0))];
}

const ATTACHMENT_WORDS = {
  attachment: 1,
  file: 1,
  media: 0.9,
  photo: 0.9,
  image: 0.9,
  video: 0.9,
  document: 0.7,
  upload: 0.8,
  audio: 0.8,
  gif: 0.7,
};

function attachments(fields: readonly Field[]): readonly Line[] {
  const lists = fields.filter((field) => field.lists.length > 0 && isAttachment(field.path));
  const blocks = [
    ...lists.flatMap((list) => blockOf(expressionOf(list.path), list.lists.flat())),
    ...singleFiles(fields),
  ];
  if (blocks.length === 0) return [];
  return [{ key: "attachments", value: blocks, comment: "what looks like files; kinds, names and links are guessed" }];
}

function isAttachment(path: readonly string[]): boolean {
  return weight(inSingular(wordsOf(path.at(-1) ?? "")), ATTACHMENT_WORDS) > 0;
}

/** Lists are called by what they hold many of: `files`, `likes`. */
function inSingular(words: readonly string[]): readonly string[] {
  return words.map((word) => word.replace(/s$/, ""));
}

/** Objects that are one file each: `file: {url, name}`. */
function singleFiles(fields: readonly Field[]): readonly object[] {
  const paths = new Map(
    fields
      .filter(({ path }) => path.length > 1 && isAttachment(path.slice(0, -1)))
      .map(({ path }) => [JSON.stringify(path.slice(0, -1)), path.slice(0, -1)]),
  );
  return [...paths.values()].flatMap((path) => {
    const inner = fields.filter(
      (field) => field.path.length === path.length + 1 && path.every((key, at) => field.path[at] === key),
    );
    return fileBlock(
      expressionOf(path),
      inner.map((field) => ({ ...field, path: field.path.slice(path.length) })),
    );
  });
}

function blockOf(each: string, members: readonly unknown[]): readonly object[] {
  if (members.length > 0 && members.every((member) => typeof member === "string"))
    return [{ each, kind: { const: "file" }, url: "@" }];
  return fileBlock(each, profileOf(members.filter(isRow)));
}

/** How one file is described by the fields of its object, if it has a link or a name. */
function fileBlock(each: string, inner: readonly Field[]): readonly object[] {
  const link = by.choose(inner, (field) => (by.isUrl(field) ? 1 : by.named(LINK_WORDS)(field)));
  const name = by.choose(
    inner,
    by.named({ name: 1, filename: 1, file: 0.8, title: 0.7 }, ({ time }) => time === undefined),
  );
  if (link === undefined && name === undefined) return [];
  const mime = by.choose(
    inner.filter(isMime),
    (field) => 0.6 + by.named({ mime: 0.4, mimetype: 0.4, type: 0.3, content: 0.2 })(field),
  );
  const size = by.choose(inner.filter(isCount), by.named({ size: 1, bytes: 0.9, length: 0.5 }));
  const kind = mime ? kindOf(expressionOf(mime.field.path)) : { const: "file" };
  return [
    {
      each,
      kind,
      ...optional("name", name),
      ...optional("mimeType", mime),
      ...optional("sizeBytes", size),
      ...optional("url", link),
    },
  ];
}

const LINK_WORDS = { url: 0.9, link: 0.9, uri: 0.9, href: 0.9, path: 0.7 };
const isMime = ({ values }: Field) =>
  values.length > 0 && values.every((value) => /^[\w-]+\/[\w.+-]+$/.test(String(value)));
const isCount = ({ values }: Field) => values.length > 0 && values.every((value) => Number.isInteger(Number(value)));

function kindOf(mime: string): string {
  const is = (kind: string) => `starts_with(${mime} || '', '${kind}/') && '${kind}'`;
  return `${is("image")} || ${is("video")} || ${is("audio")} || 'file'`;
}

function optional(key: string, choice: by.Choice | undefined): object {
  return choice === undefined ? {} : { [key]: expressionOf(choice.field.path) };
}

function reactions(lists: readonly Field[]): readonly Line[] {
  const found = by.choose(lists, ({ lastWords }) => weight(inSingular(lastWords), { reaction: 1, like: 0.8 }));
  if (found === undefined) return [];
  const each = expressionOf(found.field.path);
  const comment = seen(found);
  const members = found.field.lists.flat();
  if (!members.some(isRow))
    return [{ key: "reactions", value: [{ each, emoji: { const: "👍" }, userId: "@" }], comment }];
  const inner = profileOf(members.filter(isRow));
  const emoji = by.choose(
    inner,
    by.named(
      { emoji: 1, reaction: 0.95, name: 0.7, key: 0.8, type: 0.6, code: 0.5, unicode: 0.9, value: 0.5 },
      ({ lists: own }) => own.length === 0,
    ),
  );
  if (emoji === undefined) return [];
  const mark = expressionOf(emoji.field.path);
  const people = by.choose(
    inner.filter((field) => field.lists.length > 0),
    by.named({ user: 1, id: 0.6, username: 0.9, by: 0.8, actor: 0.9 }),
  );
  if (people !== undefined) {
    const who = profileOf(people.field.lists.flat().filter(isRow));
    const id = by.choose(who, by.userId, 0.1) ?? by.choose(who, by.displayName);
    const each2 = [each, expressionOf(people.field.path)];
    return [
      {
        key: "reactions",
        value: [{ each: each2, emoji: `$.parent.${mark}`, userId: id ? expressionOf(id.field.path) : "@" }],
        comment,
      },
    ];
  }
  const actor = by.choose(
    inner.filter((field) => field !== emoji.field),
    (field) => Math.max(by.author(new Set())(field), by.named({ actor: 1 })(field)),
  );
  const count = by.choose(inner, by.named({ count: 1, total: 0.8, number: 0.6 }));
  return [
    {
      key: "reactions",
      value: [{ each, emoji: mark, ...optional("userId", actor), ...(actor ? {} : optional("count", count)) }],
      comment,
    },
  ];
}
