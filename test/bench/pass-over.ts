import { readJson } from "@chat-etl/io";
import { measured } from "./measure.ts";

/** A giant document in which the selection leads nowhere: everything is passed over. Argument: the file. */
const [file = ""] = process.argv.slice(2);

await measured(async () => {
  const onEnd = ({ isFound }: { readonly isFound: boolean }) => {
    if (isFound) throw new Error("Something is found where nothing is selected.");
  };
  const { signal } = new AbortController();
  for await (const page of readJson(file, { select: "left_chats.list.*.messages", signal, onEnd })) {
    throw new Error(`There are ${page.values.length} values where nothing is selected.`);
  }
  return 0;
});
