import { shellWord } from "@chat-etl/sdk";
import type { CommandModule } from "yargs";
import * as z from "zod";
import { findGuessingSource } from "../find.ts";
import { checkFlags, FileFlag } from "../flags.ts";
import type { Reporter } from "../show/reporter.ts";
import { stopOnInterrupt } from "../stop.ts";

const GuessFlags = z.object({ file: FileFlag });

/** `etl guess`. */
export function guessCommand(reporter: Reporter): CommandModule {
  return {
    command: "guess <file>",
    describe: "Look at an unknown export and write a mapping to start from, commented with what was seen.",
    builder: (command) =>
      command
        .positional("file", {
          type: "string",
          demandOption: true,
          describe: "A file, a folder or a zip archive; - for standard input.",
        })
        .strict()
        .example("$0 guess export.json > my-forum.yaml", "Then: etl preview export.json --mapping my-forum.yaml"),
    handler: async (argv) => {
      const { file } = checkFlags(GuessFlags, argv);
      const source = await findGuessingSource();
      const { text, confidence } = await source.guess(
        file,
        stopOnInterrupt((line) => reporter.log(line)),
      );
      process.stdout.write(text);
      reporter.log(adviceOn(file, confidence));
    },
  };
}

/** Below this, much of what was guessed is wrong or missing. */
const DOUBTFUL = 0.5;

function adviceOn(file: string, confidence: number): string {
  const doubt = confidence < DOUBTFUL ? " Much of it must be put right: look for TODO." : "";
  return `Confidence: ${Math.round(confidence * 100)} %.${doubt} Save it and look at what it makes: etl preview ${shellWord(file)} --mapping FILE`;
}
