import type { JSONObject, JSONValue } from "@jmespath-community/jmespath";

/** Where a value was found: what an expression can see of it as `$`. */
export interface Scope extends JSONObject {
  /** The value at hand, also written `@`. */
  readonly item: JSONValue;
  /** What the value stands in: the object around its array, or the value that `each` found it in. */
  readonly parent: JSONValue;
  /** What was read as one: for an attachment or a reply inside it, the whole message. */
  readonly element: JSONValue;
  /** The objects around the array that was selected, the outermost first: their small members that stand before it. */
  readonly around: JSONValue[];
  /** The first of them: what the document says at its top. */
  readonly document: JSONValue;
  /** What each wildcard of the selection stood for, and the element's place in its array; of a row, its line or byte. */
  readonly keys: JSONValue[];
  readonly file: FileScope;
}

/** `inbox/ann/message_1.json` in a folder: its name is `message_1`, its folder `ann`. */
export interface FileScope extends JSONObject {
  readonly path: string;
  readonly name: string;
  readonly folder: string;
}

/** A value inside another one: a reply in a post, an attachment in a message. */
export function inside(scope: Scope, item: JSONValue): Scope {
  return { ...scope, item, parent: scope.item };
}
