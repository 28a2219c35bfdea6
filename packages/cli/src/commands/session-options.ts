import type { Argv } from "yargs";
import { LOG_LEVELS } from "../log-levels.ts";
import { JSON_OPTION } from "./json-option.ts";

export const TEXT_OPTION = { type: "string", requiresArg: true } as const;

/** What only those take that may read the source. */
export const READING_OPTIONS = {
  fresh: { type: "boolean", describe: "Set the workspace aside and start a new one." },
  "map-users": {
    ...TEXT_OPTION,
    describe: "A CSV file that says who is in the target already, as etl map users writes it.",
  },
} as const;

/** What the commands take that work in a pipeline's workspace. */
export function sessionOptions(command: Argv): Argv {
  return command.positional("pipeline", { type: "string", demandOption: true, describe: "See etl list." }).options({
    sandbox: {
      type: "boolean",
      describe: "Rehearse on this machine, with the platforms' stand-ins and a sample world instead of accounts.",
    },
    "sandbox-speed": {
      ...TEXT_OPTION,
      describe: "How many times faster than the real platforms' the sandboxes' clocks run. Default: 60.",
    },
    workspace: {
      ...TEXT_OPTION,
      describe: "Folder that remembers what was read and sent. Default: .etl/<pipeline>@<target>.",
    },
    concurrency: { ...TEXT_OPTION, describe: "Requests in the air at once. Default: 4." },
    "log-level": {
      choices: LOG_LEVELS,
      describe: "What is logged, and shown too. Default: info to the file, errors to the screen.",
    },
    json: JSON_OPTION,
    attachments: {
      ...TEXT_OPTION,
      describe: "What becomes of the files of messages: link (they stay), copy or drop. More below. Default: link.",
    },
    source: { hidden: true },
    sink: { hidden: true },
  });
}
