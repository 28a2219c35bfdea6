import yargs from "yargs";
import { commandsFor } from "../src/commands/index.ts";
import { createReporter } from "../src/show/create-reporter.ts";

/** What the command line makes of a call, which does nothing. @throws Error it is none that etl takes */
export async function parseCall(words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const commands = await commandsFor(await createReporter({ json: true }), words);
  return await yargs([...words])
    .parserConfiguration({ "parse-numbers": false, "parse-positional-numbers": false, "boolean-negation": false })
    .command(commands.map((command) => ({ ...command, handler: () => {} })))
    .demandCommand(1)
    .strictCommands()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new Error(message);
    })
    .parseAsync();
}
