import { describeSink, describeSource } from "@chat-etl/conformance";
import { memoryApp, memorySink, memorySource } from "../src/index.ts";

let number = 0;

/** An app that nothing has been written to. */
function newApp() {
  number += 1;
  const name = `conforming-${number}`;
  return { name, app: memoryApp(name) };
}

describeSource(memorySource, async () => {
  const { name, app } = newApp();
  app.people.push({ handle: "ann", name: "Ann" }, { handle: "bob" });
  app.rooms.push({ room: "lobby", topic: "Hello", handles: ["ann", "bob"] });
  for (let n = 0; n < 35; n += 1)
    app.notes.push({
      key: `n${n}`,
      room: "lobby",
      by: "ann",
      at: 1_000 + n,
      body: n === 7 ? "" : `note ${n}`,
      likes: n === 3 ? ["bob"] : [],
    });
  return { config: { app: name } };
});

describeSink(memorySink, async () => {
  const { name, app } = newApp();
  return {
    config: { app: name },
    contents: async () => ({
      user: app.people.map(({ handle }) => handle),
      conversation: app.rooms.map(({ room }) => room),
      membership: app.rooms.flatMap(({ room, handles }) => handles.map((handle) => `${room}/${handle}`)),
      message: app.notes.map(({ key }) => key),
    }),
  };
});
