import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Answer, ConfigError } from "@chat-etl/sdk";
import * as z from "zod";

const AnswersFile = z.object({
  target: z.string(),
  /** ISO 8601. */
  asked: z.iso.datetime(),
  answers: z.array(
    z.object({
      question: z.string(),
      message: z.string(),
      options: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
/** What `etl probe` found out about one account. */
export type Answers = z.output<typeof AnswersFile>;

/** Where the answers about an account are kept: beside the workspaces. */
export function answersPath(platform: string, target: string): string {
  return join(".etl", "answers", `${platform}@${target.replaceAll(/[^\w.-]/g, "_")}.json`);
}

export function keepAnswers(path: string, answers: Answers): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${JSON.stringify(answers, undefined, 2)}\n`, { mode: 0o600 });
}

/** The answers about an account, if it was ever probed. @throws ConfigError when the file is damaged */
export function readAnswers(path: string): Answers | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw damaged(path, error);
  }
  try {
    return AnswersFile.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(path, error);
  }
}

/** The options that answers bring. */
export function optionsFrom(answers: readonly Answer[]): Readonly<Record<string, string>> {
  return Object.assign({}, ...answers.map(({ options }) => options ?? {}));
}

function damaged(path: string, cause: unknown): ConfigError {
  return new ConfigError(
    `The answers of an earlier "etl probe" in "${path}" cannot be read. Delete the file, or probe again.`,
    { cause },
  );
}
