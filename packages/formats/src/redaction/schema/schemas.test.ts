import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { documentOf, FORMATS } from "../canary-fixture.js";
import { redactor } from "../redactor.js";
import { RULES } from "../rules.js";
import { FieldMap, IDENTIFIER, OPAQUE, OPEN_NODE, TRACE, UNLISTED_NODE } from "./field-map.js";
import type { Fields } from "./fields.js";
import { schemaOf } from "./schemas.js";

const encoder = new TextEncoder();

function nodeAt(map: FieldMap, ...path: string[]): number {
  return path.reduce((node, name) => {
    const key = encoder.encode(`"${name}"`);
    return map.child(node, key, 1, key.length - 1);
  }, map.root);
}

describe("a field map", () => {
  const tree: Fields = {
    id: "identifier",
    any: { "*": "trace", known: "opaque" },
    bag: "open",
    both: { "": "identifier", inner: "text" },
    "": "text",
    get self(): Fields {
      return tree;
    },
  };
  const map = new FieldMap(tree);

  it("finds a field by the bytes of its name, and nothing by others", () => {
    expect(map.classes[nodeAt(map, "id")]).toBe(IDENTIFIER);
    for (const name of ["ID", "i", "idd", "", "é"]) expect(nodeAt(map, name)).toBe(UNLISTED_NODE);
  });

  it("has a class for any other name, and for strings where objects may be", () => {
    expect(map.classes[nodeAt(map, "any", "other")]).toBe(TRACE);
    expect(map.classes[nodeAt(map, "any", "known")]).toBe(OPAQUE);
    expect(map.classes[nodeAt(map, "both")]).toBe(IDENTIFIER);
  });

  it("comes back to itself, and stays open or unlisted below", () => {
    expect(nodeAt(map, "self", "self", "id")).toBe(nodeAt(map, "id"));
    expect(nodeAt(map, "bag", "a", "b")).toBe(OPEN_NODE);
    expect(nodeAt(map, "none", "id")).toBe(UNLISTED_NODE);
  });

  it("finds each of very many names", () => {
    const names = Array.from({ length: 500 }, (_, i) => `field${i}`);
    const many = new FieldMap(Object.fromEntries(names.map((name) => [name, "identifier"])));
    for (const name of names) expect(many.classes[nodeAt(many, name)]).toBe(IDENTIFIER);
    expect(nodeAt(many, "field500")).toBe(UNLISTED_NODE);
  });
});

it("opens all of a format that nobody described", () => {
  expect(schemaOf("finding", "unknown").root).toBe(OPEN_NODE);
});

it("changes its version with its schemas and rules", () => {
  const hash = createHash("sha256").update(RULES.join());
  for (const { format, fields } of FORMATS) hash.update(format + JSON.stringify(documentOf(fields, (path, of) => path + of, true)));
  // On a change: raise VERSION in redactor.ts, then take over both.
  expect({ version: redactor.version, digest: hash.digest("hex").slice(0, 16) }).toEqual({ version: "6", digest: "5138599ab2cd7da7" });
});
