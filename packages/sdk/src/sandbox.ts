import type * as z from "zod";
import type { Logger } from "./context.ts";

export interface SandboxContext {
  /** Where its state is kept, so that a rehearsal can be killed and resumed. */
  readonly folder: string;
  /** 0: any free one. Always on loopback. */
  readonly port: number;
  /** Rate windows last this many times shorter than the platform's. */
  readonly speed: number;
  /** Fill it with the sample world when it is empty. */
  readonly sample: boolean;
  /** Which side of a rehearsal it stands in for. Missing: it serves anybody's client. */
  readonly side?: "source" | "sink" | undefined;
  readonly logger: Logger;
}

export interface RunningSandbox {
  readonly url: string;
  /** The address of a page that shows people what arrived, where there is one. */
  readonly page?: string;
  /** Options that lead the adapter here, secrets included. */
  readonly config: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** A platform's stand-in on loopback, real HTTP, refusing what the real one refuses. */
export interface SandboxSpec {
  /** The switches of its emulator checklist: an object schema, every one with a default and a description. */
  readonly options: z.ZodObject;
  start(options: Readonly<Record<string, unknown>>, context: SandboxContext): Promise<RunningSandbox>;
}

/** Declares a sandbox; `start` gets its switches checked and typed. */
export function defineSandbox<Options extends z.ZodObject>(spec: {
  readonly options: Options;
  start(options: z.output<Options>, context: SandboxContext): Promise<RunningSandbox>;
}): SandboxSpec {
  return {
    options: spec.options,
    start: (options, context) => spec.start(spec.options.parse(options), context),
  };
}
