import type { Item, List } from "./state.ts";

/** More than two pages of them. */
const POSTS = 250;

const BEGAN_AT = Date.UTC(2024, 0, 1);

/** A small world to read, the same every time. Put everything odd into it that the platform has. */
export function sampleWorld(add: (list: List, item: Item) => unknown): void {
  for (const [handle, name] of [["ann", "Ann Lee"], ["bob"]] as const) add("people", { handle, name });
  add("rooms", { room: "lobby", topic: "The lobby" });
  for (const handle of ["ann", "bob"]) add("seats", { room: "lobby", handle });
  for (let no = 0; no < POSTS; no += 1) {
    const body = no === 7 ? "" : `Post number ${no}`;
    add("posts", { key: `p${no}`, room: "lobby", by: no % 2 === 0 ? "ann" : "bob", at: BEGAN_AT + no * 60_000, body });
  }
}
