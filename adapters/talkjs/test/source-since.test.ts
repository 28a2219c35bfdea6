import { expect, it } from "vitest";
import { idsOf, OPTIONS, pagesOf, serve } from "./source-server.ts";

/** Newest first, a millisecond apart, the newest of the instant `newest`. */
const talk = (prefix: string, count: number, newest: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}`, createdAt: newest - index }));

const LISTS = {
  "/users": [{ id: "ann" }],
  "/conversations": [{ id: "c1", lastMessage: { id: "a0" } }],
  "/conversations/c1/messages": talk("a", 350, 10_000),
};

it("T10: since asks for conversations with a message since, and reads each down to the page that has an older one", async () => {
  await using served = await serve({ lists: LISTS });
  const source = await served.open();
  const pages = await pagesOf(source.read("messages", { ...OPTIONS, since: 10_000 - 150 }));
  expect(idsOf(pages)).toEqual(talk("a", 200, 0).map(({ id }) => id));
  expect(pages.at(-1)?.cursor).toBe(JSON.stringify({ conversation: "c1" }));
  const asked = served.requests.find(({ pathname }) => pathname.endsWith("/conversations"));
  expect(asked?.searchParams.get("lastMessageAfter")).toBe("9849");
});

it("T10: since goes on where it was, and asks for users and conversations whole: nothing tells when they changed", async () => {
  await using served = await serve({ lists: LISTS });
  const source = await served.open();
  const since = { ...OPTIONS, since: 10_000 - 250 };
  const after = JSON.stringify({ conversation: "c1", message: "a99" });
  expect(idsOf(await pagesOf(source.read("messages", { ...since, after })))).toEqual(
    talk("a", 300, 0)
      .map(({ id }) => id)
      .slice(100),
  );
  await pagesOf(source.read("users", since));
  await pagesOf(source.read("conversations", since));
  expect(served.requests.slice(-2).map(({ search }) => search)).toEqual([
    "?limit=100",
    "?limit=30&orderBy=createdAt&orderDirection=ASC",
  ]);
});
