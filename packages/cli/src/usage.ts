/** What must stand behind a command. */
const SUBJECTS = new Map([
  ["check", "pipeline"],
  ["plan", "pipeline"],
  ["run", "pipeline"],
  ["verify", "pipeline"],
  ["replay", "pipeline"],
  ["undo", "pipeline"],
  ["map", "pipeline"],
  ["guess", "file"],
  ["preview", "file"],
  ["probe", "platform"],
  ["sandbox", "platform"],
  ["new", "name"],
]);

/** What stands between a command and its subject. */
const CALLS = new Map([
  ["map", "map users"],
  ["new", "new adapter"],
]);

/** What is wrong with a call, in words for people, and where to look. `message` is what yargs says of it. */
export function usageProblem(message: string, args: readonly string[]): string {
  const command = args.find((arg) => SUBJECTS.has(arg)) ?? "";
  const subject = SUBJECTS.get(command);
  if (subject === undefined || !message.startsWith("Not enough non-option arguments"))
    return `${message}. See "etl --help".`.replace("..", ".");
  const list = subject === "pipeline" ? "etl list" : `etl ${command} --help`;
  const call = CALLS.get(command) ?? command;
  return `Name a ${subject}: etl ${call} ${subject.toUpperCase()}. See "${list}".`;
}
