import { describe, expect, it } from "vitest";
import { allPipelines, findPipeline } from "../src/find.ts";
import { SideFlags, splitSide } from "../src/flags.ts";
import { optionsOf, sideOptions } from "../src/options.ts";
import { type Command, commandsOf, etlWords, inlineCalls, readPages } from "./docs/blocks.ts";
import { parseCall } from "./parse-call.ts";

const COMMANDS = [...readPages().values()]
  .flat()
  .filter(({ language, marks }) => language === "sh" && marks["not-run"] === undefined)
  .flatMap(commandsOf);

describe("a command of README.md and docs", () => {
  it.each(COMMANDS.map((command) => ({ ...command, call: command.words.join(" ") })))(
    "$place: $call",
    async (command) => {
      const words = etlWords(command);
      if (words === undefined) return expectScript(command);
      const { pipeline, ...flags } = await parseCall(words);
      if (typeof pipeline === "string" && !isInvented(pipeline)) await expectOptions(pipeline, flags);
    },
  );
});

/** What the text of a page does not say, since it is about something else. */
const INCOMPLETE = /^(?:Missing required argument|Not enough non-option arguments)/;

it.each([...readPages().keys()])("calls in the text of %s are such that etl takes", async (page) => {
  for (const words of inlineCalls(page)) {
    const problem = await parseCall(words).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (!INCOMPLETE.test(problem ?? "")) expect(problem, words.join(" ")).toBeUndefined();
  }
});

it("the variables of README.md and docs are those of options", async () => {
  const known = (await allPipelines()).flatMap(optionsOf).flatMap(({ env }) => env ?? []);
  const named = [...readPages().values()]
    .flat()
    .flatMap(({ language, text }) => (language === "env" ? (text.match(/^\w+/gm) ?? []) : []));
  expect(named.length).toBeGreaterThan(10);
  expect(known).toEqual(expect.arrayContaining(named));
});

/** Of Parley and of a reader's own file nobody knows the options before the page is run. */
function isInvented(pipeline: string): boolean {
  return /parley|my-forum|my-notes|\.ts$/.test(pipeline);
}

function expectScript({ words, place }: Command): void {
  expect(["npx --yes pnpm@12 test", "npm install"], place).toContain(words.join(" "));
}

/** Flags such as `--source.path` are of options that there are. */
async function expectOptions(name: string, flags: Readonly<Record<string, unknown>>): Promise<void> {
  const pipeline = await findPipeline(name);
  for (const side of ["source", "sink"] as const) {
    const { options, switches } = splitSide(SideFlags.parse(flags[side]));
    const known = sideOptions(side, pipeline[side].config).map((option) => option.name);
    expect(known).toEqual(expect.arrayContaining(Object.keys(options)));
    const sandbox = await pipeline[side].sandbox?.();
    expect(Object.keys(sandbox?.options.shape ?? {})).toEqual(expect.arrayContaining(Object.keys(switches)));
  }
}
