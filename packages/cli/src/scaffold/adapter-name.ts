import { ConfigError } from "@chat-etl/sdk";
import { isAdapterName } from "../own-adapters.ts";

/** A name in the forms that code and text need. */
export interface AdapterName {
  /** `my-forum`: files, packages, pipelines. */
  readonly kebab: string;
  /** `myForum`: definitions. */
  readonly camel: string;
  /** `MyForum`: schemas. */
  readonly pascal: string;
  /** `MY_FORUM`: variables of the environment. */
  readonly upper: string;
  /** `My Forum`: sentences. */
  readonly title: string;
}

/** @param taken names of the adapters there are @throws ConfigError that says what would be right */
export function adapterName(name: string, taken: readonly string[]): AdapterName {
  if (!isAdapterName(name)) {
    const right = kebabOf(name);
    const advice = right === "" ? "Take something like my-forum." : `Take ${right}.`;
    throw new ConfigError(
      `"${name}" cannot be the name of an adapter: it must be lower-case words with a hyphen between them, and "-to-" is for pipelines. ${advice}`,
    );
  }
  if (taken.includes(name))
    throw new ConfigError(
      `There is an adapter "${name}" already, and pipelines are named by adapters. Take another name: ${name}-2, or what sets it apart.`,
    );
  const words = name.split("-");
  const capital = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  const pascal = capital.join("");
  return {
    kebab: name,
    camel: `${words[0]}${capital.slice(1).join("")}`,
    pascal,
    upper: words.join("_").toUpperCase(),
    title: capital.join(" "),
  };
}

/** The nearest name that is right, or nothing: `MyForum 2` becomes `my-forum-2`. */
function kebabOf(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, "-")
    .replaceAll(/-to(?=-)/g, "")
    .replace(/^[-\d]+/, "")
    .replace(/-$/, "");
}
