import { describe, expect, it } from "vitest";
import { checkMapping } from "../src/mapping/check-mapping.ts";
import { loadMapping, READY_MAPPINGS } from "../src/mapping/load-mapping.ts";

/** A mapping whose fifth line is one rule, and what is said about it. */
function said(rule: string, more = ""): string {
  try {
    checkMapping("my.yaml", `mapping: 1\nname: my\ninputs:\n  - files: "*.json"\n    records: [${rule}]\n${more}`);
    return "nothing";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

describe("a mapping that is not right is told by line, with what is wrong and what would be right", () => {
  it.each([
    [
      "a field nobody knows",
      "{ kind: user, id: id, displayName: n, nmae: x }",
      'knows no "nmae": there are kind, when, each, derived, id, type, displayName',
    ],
    ["a missing field", "{ kind: user, id: id }", "line 5, inputs[0].records[0].displayName: is missing"],
    ["an unknown kind", "{ kind: person, id: id }", "must be user, conversation, membership, message or any"],
    [
      "a broken expression",
      '{ kind: user, id: "a[", displayName: n }',
      "line 5, inputs[0].records[0].id: is no expression",
    ],
    ["an unknown function", '{ kind: user, id: "uuid(a)", displayName: n }', "there is no function uuid()"],
    [
      "a word that would be taken for a path",
      "{ kind: conversation, id: id, type: group }",
      "write {const: group} for the word itself",
    ],
    [
      "a constant the model does not have",
      "{ kind: conversation, id: id, type: { const: room } }",
      'cannot be "room": there are direct, group, channel',
    ],
    [
      "an enumeration into nothing",
      "{ kind: conversation, id: id, type: { from: t, map: { a: room } } }",
      'cannot be "room"',
    ],
    [
      "two origins",
      "{ kind: user, id: { from: a, const: b }, displayName: n }",
      "must have exactly one of from, template, const, first",
    ],
    [
      "an unknown unit",
      "{ kind: user, id: a, displayName: n, createdAt: { from: c, date: seconds } }",
      "must be iso or s or ms or us or ns",
    ],
    [
      "a zone that does not exist",
      "{ kind: user, id: a, displayName: n, createdAt: { from: c, zone: Berlin } }",
      "must be a time zone like Europe/Berlin",
    ],
    [
      "a table that is not there",
      "{ kind: user, id: { from: a, lookup: people }, displayName: n }",
      'line 5, inputs[0].records[0].id.lookup: there is no table "people"',
    ],
    [
      "a pattern that is none",
      '{ kind: message, id: a, conversationId: c, authorId: b, sentAt: d, text: { from: t, marks: [{ match: "(", type: bold }] } }',
      "is no regular expression",
    ],
  ])("%s", (_, rule, expected) => expect(said(rule)).toContain(expected));

  it("a later line", () => {
    expect(said("{ kind: user, id: a, displayName: n }", "zone: Atlantis\n")).toContain(
      "line 6, zone: must be a time zone",
    );
  });

  it("what is no YAML, no object, or of another version", () => {
    expect(() => checkMapping("m", "a: [1\nb: }")).toThrow(/line \d+: /);
    expect(() => checkMapping("m", "[]")).toThrow("line 1, the mapping: must be of type object");
    expect(() => checkMapping("m", "mapping: 2")).toThrow("line 1, mapping: must be 1");
  });

  it("JSON is YAML too, with its lines", () => {
    expect(() => checkMapping("m.json", '{\n  "mapping": 1,\n  "name": "A B",\n  "inputs": []\n}')).toThrow(
      "line 3, name: must be lower-case words",
    );
  });
});

it.each(READY_MAPPINGS)("the ready mapping %s is right", async (name) => {
  expect((await loadMapping(name)).name).toBe(name);
});

it("says which ready mappings there are", async () => {
  await expect(loadMapping("discrod")).rejects.toThrow("Ready ones: canonical, discord");
  await expect(loadMapping("./nowhere.yaml")).rejects.toThrow("nowhere.yaml");
});
