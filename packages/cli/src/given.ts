import { ConfigError, type Pipeline } from "@chat-etl/sdk";
import { answersPath, optionsFrom, readAnswers } from "./answers.ts";
import { checkConfig, checkSink, type Given, type PipelineConfig, readDotenv } from "./config.ts";
import { splitSide } from "./flags.ts";
import type { Side } from "./options.ts";

/** What the operator gave for a pipeline: flags, environment, `.env`. */
export function givenBy(flags: Readonly<Record<Side, Readonly<Record<string, unknown>>>>): Given {
  return {
    flags: { source: splitSide(flags.source).options, sink: splitSide(flags.sink).options },
    env: process.env,
    dotenv: readDotenv(".env"),
    sandbox: {},
    answers: {},
  };
}

/**
 * Checks what was given, together with what probing the target found out.
 * @throws ConfigError that names all that is missing or wrong
 */
export function configWithAnswers(
  pipeline: Pipeline,
  given: Given,
): PipelineConfig & { readonly learned: Readonly<Record<string, string>> } {
  const config = checkConfig(pipeline, given);
  const path = answersPath(pipeline.sink.name, pipeline.sink.identity(config.sink));
  const learned = optionsFrom(readAnswers(path)?.answers ?? []);
  if (Object.keys(learned).length === 0) return { ...config, learned };
  try {
    return { ...checkConfig(pipeline, { ...given, answers: learned }), learned };
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    throw new ConfigError(
      `The answers of "etl probe" in "${path}" do not fit this program: delete the file, or probe again. ${cause.message}`,
      { cause },
    );
  }
}

/** The same for the sink alone. @throws ConfigError that names all that is missing or wrong */
export function sinkWithAnswers({ sink }: Pick<Pipeline, "sink">, given: Given): unknown {
  const config = checkSink(sink, given);
  const learned = optionsFrom(readAnswers(answersPath(sink.name, sink.identity(config)))?.answers ?? []);
  return Object.keys(learned).length === 0 ? config : checkSink(sink, { ...given, answers: learned });
}
