import { expect, test } from "vitest";
import { nodeSha256 } from "../node/sha256.js";
import { KINDS } from "../records/kinds.js";
import type { Adapter } from "../seams/adapter.js";
import { builtinProfile, parseProfile, resolveProfile } from "./resolve.js";

const adapter: Adapter = {
  name: "json:raw",
  version: "1",
  kinds: KINDS,
  parseOptions: () => ({}),
  render: async () => {},
};
const adapters = [adapter];
const file = (spec: object, metadata: object = { name: "nightly" }): unknown => ({
  apiVersion: "stellaops.io/export.v1",
  kind: "ExportProfile",
  metadata,
  spec: { kind: "json", variant: "raw", ...spec },
});

test("a file that says nothing more is the built-in profile but for its name", () => {
  const plain = resolveProfile(parseProfile(file({})), {}, { adapters, redactor: undefined, sha256: nodeSha256 });
  const builtin = resolveProfile(builtinProfile("json:raw", adapters), {}, { adapters, redactor: undefined, sha256: nodeSha256 });
  expect(plain.digest).toBe(builtin.digest);
  expect([plain.name, builtin.name]).toEqual(["nightly", "json:raw"]);
});

test("the digest follows what is asked for, not how it is written", () => {
  const digest = (spec: object, overrides = {}) =>
    resolveProfile(parseProfile(file(spec)), overrides, { adapters, redactor: undefined, sha256: nodeSha256 }).digest;
  expect(digest({ include: ["vex", "advisory"] })).toBe(digest({}, { include: ["advisory", "vex"] }));
  expect(digest({ compression: { level: 3 } })).toBe(digest({}));
  expect(digest({ compression: { level: 4 } })).not.toBe(digest({}));
  expect(digest({ quality: { rejects: "report" } })).toBe(digest({}, { rejects: "report" }));
});

test.each([
  ["unknown field", file({ encryption: {} }), "/spec/encryption: unknown field"],
  ["unknown field below", file({ limits: { dept: 3 } }), "/spec/limits/dept: unknown field"],
  ["wrong revision", file({}, { name: "x", revision: "1" }), "/metadata/revision"],
  ["no metadata", { apiVersion: "stellaops.io/export.v1", kind: "ExportProfile", spec: { kind: "json", variant: "raw" } }, "metadata"],
  ["unknown kind to include", file({ include: ["advisories"] }), "/spec/include/0"],
  ["not an object", [], "/"],
  ["a day that no calendar has", file({ selectors: { since: "2024-02-30T00:00:00Z" } }), "/spec/selectors/since: 2024-02-30T00:00:00Z"],
  ["an hour that no day has", file({ selectors: { until: "2024-06-01T24:00:00Z" } }), "/spec/selectors/until"],
  [
    "a window that ends before it begins",
    file({ selectors: { since: "2024-06-01T00:00:00Z", until: "2024-05-31T23:59:59Z" } }),
    "since: is not before",
  ],
  ["a window of no second", file({ selectors: { since: "2024-06-01T00:00:00Z", until: "2024-06-01T00:00:00Z" } }), "since: is not before"],
  [
    "a product that is a name",
    file({ selectors: { products: ["pkg:npm/a", "vv"] } }),
    '/spec/selectors/products/1: "vv" is no package URL, such as pkg:',
  ],
  ["a product that is a CPE", file({ selectors: { products: ["cpe:2.3:a:x:y:1:*:*:*:*:*:*:*"] } }), "/spec/selectors/products/0"],
  ["a subject that is half a package URL", file({ selectors: { subjects: ["app", "pkg:oci"] } }), "/spec/selectors/subjects/1"],
])("refused: %s", (_, value, place) => {
  expect(() => parseProfile(value)).toThrow(
    expect.objectContaining({ code: "ERR_EXPORT_PROFILE_INVALID", message: expect.stringContaining(place) }),
  );
});

test("selectors that mean something are taken, and others refused of a document that no file held too", () => {
  const selectors = { since: "0001-01-01T00:00:00Z", until: "2024-02-29T23:59:59Z", products: ["pkg:npm/*", "*"], subjects: ["app:*"] };
  expect(parseProfile(file({ selectors }))).toMatchObject({ spec: { selectors } });
  const made = { ...builtinProfile("json:raw", adapters), spec: { kind: "json", variant: "raw", selectors: { products: ["vv"] } } };
  expect(() => resolveProfile(made, {}, { adapters, redactor: undefined, sha256: nodeSha256 })).toThrow(
    expect.objectContaining({ code: "ERR_EXPORT_PROFILE_INVALID" }),
  );
});

test("an adapter that is not there is named together with those that are", () => {
  expect(() => builtinProfile("trivy:db", adapters)).toThrow(
    expect.objectContaining({ code: "ERR_EXPORT_PROFILE_UNKNOWN", message: expect.stringContaining("json:raw") }),
  );
});

test("no profile borrows the name of a built-in one of another kind", () => {
  const resolve = (name: string) =>
    resolveProfile(parseProfile(file({}, { name })), {}, { adapters, redactor: undefined, sha256: nodeSha256 });
  expect(resolve("json:raw").name).toBe("json:raw");
  expect(resolve("team:nightly").name).toBe("team:nightly");
  expect(() => resolve("trivy:db")).toThrow(
    expect.objectContaining({ code: "ERR_EXPORT_PROFILE_INVALID", message: expect.stringContaining("/metadata/name: trivy:db") }),
  );
});
