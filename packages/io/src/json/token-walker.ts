import { ConfigError } from "@chat-etl/sdk";
import Assembler from "stream-json/core/assembler.js";
import type { Token } from "stream-json/core/parser.js";
import { exactNumber, parserOf } from "./exact-numbers.ts";
import { CONTEXT_VALUE_BYTES } from "./frame.ts";
import { type JsonArray, type JsonElement, MISPLACED } from "./parse-elements.ts";
import type { Selection } from "./selection.ts";
import { type DocumentEnd, type Part, Trail } from "./trail.ts";

/** A value that is put together from its tokens. */
interface Task {
  readonly what: Exclude<Part, "way">;
  /** Undefined: too large a context, only its end is waited for. */
  assembler: Assembler | undefined;
  depth: number;
  characters: number;
}

export interface WalkerOptions {
  readonly selection: Selection;
  readonly source: { readonly path: string; readonly name: string };
  readonly anyRoot?: boolean | undefined;
  readonly exactNumbers?: boolean | undefined;
}

/** Follows the tokens of a document and puts together what the selection wants. */
export class TokenWalker {
  readonly #trail: Trail;
  readonly #options: WalkerOptions;
  #arrays: JsonArray[] = [];
  #hasBegun = false;
  #task: Task | undefined;

  constructor(options: WalkerOptions) {
    this.#options = options;
    this.#trail = new Trail({ selection: options.selection, parse: parserOf(options) });
  }

  /** The element that ends with this token, if any. @throws ConfigError the document is of another shape */
  take(token: Token): JsonElement | undefined {
    if (this.#task !== undefined) return this.#assemble(this.#task, token);
    if (token.name === "keyValue") this.#trail.takeKey(token.value);
    else if (token.name === "endArray" || token.name === "endObject") this.#trail.close();
    else if (this.#trail.end === "outside") this.#beginDocument(token);
    else return this.#beginValue(token);
    return undefined;
  }

  /** How many selected arrays were opened that nobody has taken yet. */
  get arrayCount(): number {
    return this.#arrays.length;
  }

  /** The selected arrays that were opened since the last call. */
  takeArrays(): readonly JsonArray[] {
    const taken = this.#arrays;
    this.#arrays = [];
    return taken;
  }

  /** What the document said as a whole. `offset`: where it ends, in bytes. @throws ConfigError it is cut */
  end(offset: number): DocumentEnd {
    const isWhole = this.#hasBegun && this.#task === undefined && this.#trail.end === "outside";
    if (isWhole) return this.#trail.document;
    const what = `"${this.#options.source.path}" ends too early, at byte ${offset}`;
    throw new ConfigError(`${what}. Get the file again from where it came from.`);
  }

  #beginDocument(token: Token): void {
    const bracket = bracketOf(token);
    const mayBegin = bracket !== undefined && this.#trail.mayBegin(bracket);
    if (bracket === undefined || !(mayBegin || this.#options.anyRoot)) {
      const { needs } = this.#trail;
      throw new ConfigError(`"${this.#options.source.path}" does not begin with ${needs}. Give a file that does.`);
    }
    this.#hasBegun = true;
    if (mayBegin) this.#open(bracket);
    else this.#passOver();
  }

  #passOver(): void {
    this.#trail.passOver();
    this.#task = { what: "context", assembler: undefined, depth: 1, characters: 0 };
  }

  #open(bracket: "[" | "{"): void {
    const opened = this.#trail.open(bracket);
    if (opened === undefined) return;
    const { keys, context } = opened;
    this.#arrays.push({ origin: originOf(this.#options.source.name, keys), keys, context });
  }

  #beginValue(token: Token): JsonElement | undefined {
    const bracket = bracketOf(token);
    const what = this.#trail.takeValue(bracket);
    if (what !== "way") {
      this.#task = { what, assembler: new Assembler(), depth: 0, characters: 0 };
      return this.#assemble(this.#task, token);
    }
    if (bracket !== undefined) this.#open(bracket);
    return undefined;
  }

  #assemble(task: Task, token: Token): JsonElement | undefined {
    if (token.name === "startArray" || token.name === "startObject") task.depth += 1;
    if (token.name === "endArray" || token.name === "endObject") task.depth -= 1;
    task.characters += 1 + ("value" in token ? String(token.value).length : 0);
    if (task.what === "context" && task.characters > CONTEXT_VALUE_BYTES) task.assembler = undefined;
    task.assembler?.consume(this.#options.exactNumbers ? exactToken(token) : token);
    if (task.depth > 0) return undefined;
    this.#task = undefined;
    return this.#finish(task);
  }

  #finish({ what, assembler }: Task): JsonElement | undefined {
    if (what === "context") {
      if (assembler !== undefined) this.#trail.keep(JSON.stringify(assembler.current));
      return undefined;
    }
    const { keys, context } = this.#trail.found(what);
    const found = { origin: originOf(this.#options.source.name, keys), keys, context };
    return what === "element" ? { value: assembler?.current, ...found } : { unreadable: MISPLACED[what], ...found };
  }
}

/** A number that would get other digits, as a string of its own. */
function exactToken(token: Token): Token {
  if (token.name !== "numberValue") return token;
  const value = exactNumber(Number(token.value), token.value);
  return typeof value === "string" ? { name: "stringValue", value } : token;
}

function originOf(name: string, keys: readonly (string | number)[]): string {
  return `${name}#${keys.join("/")}`;
}

function bracketOf({ name }: Token): "[" | "{" | undefined {
  if (name === "startArray") return "[";
  return name === "startObject" ? "{" : undefined;
}
