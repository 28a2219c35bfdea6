import type { Argv } from "yargs";
import { LOG_LEVELS } from "../log-levels.ts";
import { JSON_OPTION } from "./json-option.ts";

export const TEXT_OPTION = { type: "string", requiresArg: true } as const;

/** What only those take that may read the source. */
export const READING_OPTIONS = {
  fresh: { type: "boolean", describe: "Set the workspace aside and start a new one." },
  "map-users": {
    ...TEXT_OPTION,
    describe:
      "A CSV file that says who is in the target already, as etl map users writes it for this source and target.",
  },
} as const;

export const CONCURRENCY_OPTION = { ...TEXT_OPTION, describe: "Requests in the air at once. Default: 4." } as const;

/** The pipeline's name, and what says which workspace and which accounts or stand-ins are meant. */
export function placeOptions(
  command: Argv,
  { sandbox, workspace }: { readonly sandbox: string; readonly workspace: string },
): Argv {
  return command.positional("pipeline", { type: "string", demandOption: true, describe: "See etl list." }).options({
    sandbox: { type: "boolean", describe: sandbox },
    "sandbox-speed": {
      ...TEXT_OPTION,
      describe: "How many times faster than the real platforms' the sandboxes' clocks run. Default: 60.",
    },
    workspace: { ...TEXT_OPTION, describe: workspace },
    json: JSON_OPTION,
    source: { hidden: true },
    sink: { hidden: true },
  });
}

/** What the commands take that work in a pipeline's workspace. */
export function sessionOptions(command: Argv): Argv {
  return placeOptions(command, {
    sandbox: "Rehearse on this machine, with the platforms' stand-ins and a sample world instead of accounts.",
    workspace: "Folder that remembers what was read and sent. Default: .etl/<pipeline>@<target>.",
  }).options({
    concurrency: CONCURRENCY_OPTION,
    "log-level": {
      choices: LOG_LEVELS,
      describe: "What is logged, and shown too. Default: info to the file, errors to the screen.",
    },
    attachments: {
      ...TEXT_OPTION,
      describe:
        "What becomes of the files of messages: link (they stay), copy or drop. More below. Default: copy where the target takes files, else link.",
    },
  });
}
