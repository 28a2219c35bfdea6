import { expect, it } from "vitest";
import { matchUsers } from "../src/index.ts";

const person = (id: string, ...emails: readonly string[]) => ({ id, displayName: id, emails: [...emails] });
const there = (id: string, ...emails: readonly string[]) => ({ id, emails });

function found(sources: Parameters<typeof matchUsers>[0], targets: Parameters<typeof matchUsers>[1]): object {
  const matches = matchUsers(sources, targets, (id) => id.toLowerCase());
  return Object.fromEntries(
    matches.map(({ source, how, targets: who }) => [source.id, [how, ...who.map(({ id }) => id)]]),
  );
}

it("finds people by the id that the sink would write, or by an e-mail address of any case", () => {
  const sources = [person("Ann"), person("Bob", "B@x.org"), person("Cid", "c@x.org"), person("Dan", "", "none")];
  const targets = [there("ann"), there("b-1", " b@X.org "), there("eve", "", "none")];
  expect(found(sources, targets)).toEqual({ Ann: ["id", "ann"], Bob: ["email", "b-1"], Cid: ["none"], Dan: ["none"] });
});

it("calls it a conflict when several may be meant, or several may mean the same one", () => {
  const sources = [
    person("ann", "a@x.org"),
    person("bob", "b@x.org"),
    person("bobby", "b@x.org"),
    person("cid", "c@x.org"),
  ];
  const targets = [
    there("ann"),
    there("a-2", "a@x.org"),
    there("b", "b@x.org"),
    there("c-1", "c@x.org"),
    there("c-2", "c@x.org"),
  ];
  expect(found(sources, targets)).toEqual({
    ann: ["conflict", "ann", "a-2"],
    bob: ["conflict", "b"],
    bobby: ["conflict", "b"],
    cid: ["conflict", "c-1", "c-2"],
  });
});
