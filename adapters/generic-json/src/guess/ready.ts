import { ConfigError, type Guess } from "@chat-etl/sdk";
import { checkMapping } from "../mapping/check-mapping.ts";
import { mappingText, READY_MAPPINGS } from "../mapping/load-mapping.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { Sample } from "./sample.ts";
import { type Trial, tryMapping } from "./try-mapping.ts";

/** Below this part of good values a ready mapping does not fit. */
const FITTING = 0.7;

/** The ready mapping that reads the sample best, if one reads it well. */
export async function readyGuess(sample: Sample, signal: AbortSignal): Promise<Guess | undefined> {
  const guesses: Guess[] = [];
  for (const name of READY_MAPPINGS) {
    const ready = await readyMapping(name);
    if (ready === undefined) continue;
    const { mapping, text } = ready;
    const confidence = fitOf(await tryMapping(mapping, sample, signal));
    const what = mapping.summary === undefined ? "" : ` (${mapping.summary.replace(/\.$/, "")})`;
    const advice = `# This looks like what the ready mapping "${name}"${what} reads: use --mapping ${name}\n`;
    if (confidence >= FITTING)
      guesses.push({ text: `${advice}# It follows, if you want to change it.\n\n${text}`, confidence });
  }
  return guesses.sort((a, b) => b.confidence - a.confidence)[0];
}

/** One that is not there, or not right, fits nothing: it has tests of its own. */
async function readyMapping(name: string): Promise<{ readonly mapping: Mapping; readonly text: string } | undefined> {
  try {
    const text = await mappingText(name);
    return { mapping: checkMapping(name, text), text };
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function fitOf({ messages, good, withText, withAuthor, rejected, unused }: Trial): number {
  if (messages === 0 || withText * 4 < messages || withAuthor * 4 < messages) return 0;
  return good / (good + rejected + unused);
}
