import type { AnySink, AnySource } from "@chat-etl/sdk";
import type { SinkFixture, SourceFixture } from "./fixture.ts";

/** One promise of the contract, executable. Knows nothing of a test runner. */
export interface Check<Subject extends { readonly definition: unknown }> {
  /** The name of its test: a sentence about what the adapter does. */
  readonly name: string;
  /** Whether what the definition declares promises it. */
  applies(definition: Subject["definition"]): boolean;
  /** @throws Broken the promise is not kept; Untold this fixture cannot show it. Whatever else is thrown is the adapter's. */
  run(subject: Subject): Promise<void>;
}

/** A source and something to read. Checks of a source only read, so that all of them share one. */
export interface SourceSubject {
  readonly definition: AnySource;
  readonly fixture: SourceFixture;
}

/** A sink and an empty target. */
export interface SinkSubject {
  readonly definition: AnySink;
  readonly fixture: SinkFixture;
}

export type SourceCheck = Check<SourceSubject>;
export type SinkCheck = Check<SinkSubject>;

/** A promise that is not kept: what was expected, and what came instead. */
export class Broken extends Error {
  override readonly name = "Broken";
}

/** Nothing is wrong, but this fixture cannot show that it is right: it has too little of something. */
export class Untold extends Error {
  override readonly name = "Untold";
}

/** @throws Broken */
export function must(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Broken(message);
}

/** For checks of what every adapter promises. */
export function always(): boolean {
  return true;
}
