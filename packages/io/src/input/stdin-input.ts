import { stdin } from "node:process";
import { addAbortSignal } from "node:stream";
import type { Input } from "./byte-source.ts";
import { streamInput } from "./stream-source.ts";

/** Standard input, unpacked if it is packed. It can be read once; a resumed run must be given the same data again. */
export function stdinInput(): Input {
  return streamInput({ path: "standard input", name: "stdin", chunks: (signal) => addAbortSignal(signal, stdin) });
}
