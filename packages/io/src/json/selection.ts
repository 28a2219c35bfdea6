import { ConfigError } from "@chat-etl/sdk";

/**
 * One step on the way to the selected arrays: a key of an object; `*`, every member of an array or an object; or `[]`,
 * every element of an array and nothing else.
 */
export type Step = string;

/** The way from the root to the arrays whose elements are wanted. Empty: the root array itself. */
export type Selection = readonly Step[];

/**
 * Reads a selection as people write it: `messages`, `chats.list.*.messages`, or nothing for the root array. A key with
 * a dot in it needs the selection as an array of steps.
 *
 * @throws ConfigError a step is empty
 */
export function parseSelection(select: string | Selection): Selection {
  if (typeof select !== "string") return select;
  const steps = select === "" ? [] : select.split(".");
  if (!steps.includes("")) return steps;
  throw new ConfigError(`The selection "${select}" has an empty step. Write it like "chats.list.*.messages".`);
}

/** Whether a step goes through a member of the container it stands in. */
export function goesThrough(step: Step | undefined, container: Container): boolean {
  return isWildcard(step) || (!container.isArray && step === container.key);
}

/** Whether this step finds what it wants among the members, rather than naming one. */
function isWildcard(step: Step | undefined): boolean {
  return step === "*" || step === "[]";
}

/** An open object or array on the way, and the member it has come to. */
export interface Container {
  readonly isArray: boolean;
  /** The latest member's key, or index; -1: none yet. */
  readonly key: string | number;
}

/** What may stand at the next step of the way. `step` is the one behind it: undefined, it is the selected array. */
export function mayOpen(step: Step | undefined, bracket: "[" | "{"): boolean {
  if (step === undefined || step === "[]") return bracket === "[";
  return step === "*" || bracket === "{";
}

/** What is needed where `mayOpen` says no, for people. */
export function needed(step: Step | undefined): string {
  if (step === undefined || step === "[]") return 'the "[" of an array';
  return step === "*" ? 'the "[" of an array or the "{" of an object' : 'the "{" of an object';
}

/** A value that stands where the way goes on, but is no container of the right kind; or a whole document without its list. */
export type Misplaced = "not-an-array" | "not-an-object" | "no-list";

/**
 * What becomes of a value that the way may go through and that is not what `mayOpen` wants. In an array it is a fault;
 * in an object that is gone through as a whole it is something else that stands there, like a version number.
 */
export function misplaced(step: Step | undefined, container: Container, next: Step | undefined): Misplaced | undefined {
  if (!container.isArray && isWildcard(step)) return undefined;
  return next === undefined || isWildcard(next) ? "not-an-array" : "not-an-object";
}

/** What the wildcards have found so far. */
export function keysOf(selection: Selection, containers: readonly Container[]): readonly (string | number)[] {
  return containers.filter((_, level) => isWildcard(selection[level])).map(({ key }) => key);
}
