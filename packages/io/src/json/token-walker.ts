import { ConfigError } from "@chat-etl/sdk";
import Assembler from "stream-json/core/assembler.js";
import type { Token } from "stream-json/core/parser.js";
import { CONTEXT_VALUE_BYTES } from "./frame.ts";
import { type JsonElement, MISPLACED } from "./parse-elements.ts";
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

/** Follows the tokens of a document and puts together what the selection wants. */
export class TokenWalker {
  readonly #trail: Trail;
  readonly #source: { readonly path: string; readonly name: string };
  #hasBegun = false;
  #task: Task | undefined;

  constructor(selection: Selection, source: { readonly path: string; readonly name: string }) {
    this.#trail = new Trail(selection);
    this.#source = source;
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

  /** What the document said as a whole. @throws ConfigError it is cut */
  end(): DocumentEnd {
    const isWhole = this.#hasBegun && this.#task === undefined && this.#trail.end === "outside";
    if (isWhole) return this.#trail.document;
    throw new ConfigError(`"${this.#source.path}" ends too early. Get the file again from where it came from.`);
  }

  #beginDocument(token: Token): void {
    const bracket = bracketOf(token);
    if (bracket === undefined || !this.#trail.mayBegin(bracket)) {
      const { needs } = this.#trail;
      throw new ConfigError(`"${this.#source.path}" does not begin with ${needs}. Give a file that does.`);
    }
    this.#hasBegun = true;
    this.#trail.open(bracket);
  }

  #beginValue(token: Token): JsonElement | undefined {
    const bracket = bracketOf(token);
    const what = this.#trail.takeValue(bracket);
    if (what !== "way") {
      this.#task = { what, assembler: new Assembler(), depth: 0, characters: 0 };
      return this.#assemble(this.#task, token);
    }
    if (bracket !== undefined) this.#trail.open(bracket);
    return undefined;
  }

  #assemble(task: Task, token: Token): JsonElement | undefined {
    if (token.name === "startArray" || token.name === "startObject") task.depth += 1;
    if (token.name === "endArray" || token.name === "endObject") task.depth -= 1;
    task.characters += 1 + ("value" in token ? String(token.value).length : 0);
    if (task.what === "context" && task.characters > CONTEXT_VALUE_BYTES) task.assembler = undefined;
    task.assembler?.consume(token);
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
    const found = { origin: `${this.#source.name}#${keys.join("/")}`, keys, context };
    return what === "element" ? { value: assembler?.current, ...found } : { unreadable: MISPLACED[what], ...found };
  }
}

function bracketOf({ name }: Token): "[" | "{" | undefined {
  if (name === "startArray") return "[";
  return name === "startObject" ? "{" : undefined;
}
