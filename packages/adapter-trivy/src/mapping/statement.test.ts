// Statements of each format of VEX and of a policy's evaluations: only what is said of a package itself is one.
import { describe, expect, test } from "vitest";
import { policyStatements, type Statement, vexStatements } from "./statement.js";

const PURL = "pkg:npm/widget@1.0.0";
const briefly = (statements: readonly Statement[]) =>
  statements.map(({ ids, purl, status, time, isPart }) => [ids.join(" "), purl, status, time, ...(isPart ? ["part"] : [])].join(" | "));

describe("OpenVEX", () => {
  const of = (statement: object) =>
    briefly(
      vexStatements({
        "@context": "https://openvex.dev/ns/v0.2.0",
        timestamp: "2026-01-01T00:00:00Z",
        statements: [{ vulnerability: { name: "CVE-1", aliases: ["GHSA-1"] }, status: "not_affected", ...statement }],
      }),
    );
  const said = `CVE-1 GHSA-1 | ${PURL} | not_affected | 2026-01-01T00:00:00Z`;
  test.each([
    ["by @id", [{ "@id": PURL }], [said]],
    ["by an identifier", [{ "@id": "https://acme.test/widget", identifiers: { purl: PURL } }], [said]],
    ["no subcomponents", [{ "@id": PURL, subcomponents: [] }], [said]],
    ["a component of an image", [{ "@id": "pkg:oci/shop", subcomponents: [{ "@id": PURL }] }], []],
    ["a part of it", [{ "@id": PURL, subcomponents: [{ "@id": "pkg:npm/part" }] }], []],
    ["two package URLs", [{ "@id": "pkg:oci/shop", identifiers: { purl: PURL } }], []],
    ["no products", undefined, []],
    ["one file of it", [{ "@id": PURL, hashes: { "sha-256": "00" } }], [`${said} | part`]],
    ["an image by that name", [{ "@id": "oci://registry/shop:1", identifiers: { purl: PURL } }], [`${said} | part`]],
    ["another identifier", [{ "@id": PURL, identifiers: { serial: "1" } }], [`${said} | part`]],
  ])("%s", (_, products, expected) => {
    expect(of({ products })).toEqual(expected);
  });

  test("a statement's own time and status", () => {
    const products = [{ "@id": PURL }];
    expect(of({ products, status: "under_investigation", timestamp: "2026-02-01T00:00:00Z" })).toEqual([
      `CVE-1 GHSA-1 | ${PURL} | affected | 2026-02-01T00:00:00Z`,
    ]);
    expect(of({ products, subcomponents: ["pkg:npm/part"] })).toEqual([]);
    expect(of({ products, status: "fixed" })).toEqual([said.replace("not_affected", "fixed")]);
    expect(of({ products, status: "perhaps" })).toEqual([said.replace("not_affected", "affected")]);
  });
});

test("OpenVEX: affected is every product and every part", () => {
  const vulnerability = "CVE-1";
  const products = [{ "@id": "pkg:oci/shop", identifiers: { purl: "pkg:oci/shop2" }, subcomponents: [{ "@id": PURL }] }, "pkg:npm/other"];
  const statements = [{ vulnerability, products, subcomponents: ["pkg:npm/part"], status: "affected" }];
  const purls = ["pkg:oci/shop", "pkg:oci/shop2", "pkg:npm/other", "pkg:npm/part", PURL];
  expect(briefly(vexStatements({ statements }))).toEqual(purls.map((purl) => `CVE-1 | ${purl} | affected | `));
});

test("CSAF: no component of a product, and no range of versions without the versions", () => {
  const helper = (purl: string) => ({ product_identification_helper: { purl } });
  const branch = (category: string, id: string, purl: string) => ({ category, name: id, product: { product_id: id, ...helper(purl) } });
  const document = {
    document: { tracking: { current_release_date: "2026-01-01T00:00:00Z" } },
    product_tree: {
      full_product_names: [{ product_id: "whole", ...helper("pkg:npm/widget") }],
      branches: [
        {
          category: "product_name",
          branches: [branch("product_version", "one", PURL), branch("product_version_range", "range", "pkg:npm/widget")],
        },
      ],
      relationships: [
        { full_product_name: { product_id: "part", ...helper(PURL) }, product_reference: "one", relates_to_product_reference: "whole" },
      ],
    },
    vulnerabilities: [
      { cve: "CVE-1", product_status: { known_not_affected: ["whole", "one", "range", "part"], known_affected: ["part"] } },
    ],
  };
  expect(briefly(vexStatements(document))).toEqual([
    "CVE-1 | pkg:npm/widget | not_affected | 2026-01-01T00:00:00Z",
    `CVE-1 | ${PURL} | not_affected | 2026-01-01T00:00:00Z`,
    `CVE-1 | ${PURL} | affected | 2026-01-01T00:00:00Z`,
    "CVE-1 | pkg:npm/widget | affected | 2026-01-01T00:00:00Z",
  ]);
});

test("CSAF: what stands below something else, and what has two packages, is a part", () => {
  const product = (id: string, purl: string, more = {}) => ({ product_id: id, product_identification_helper: { purl, ...more } });
  const branch = (category: string, name: string, more: object) => ({ category, name, ...more });
  const document = {
    document: {},
    product_tree: {
      full_product_names: [
        product("two", "pkg:oci/shop"),
        product("two", PURL),
        product("file", PURL, { hashes: [{ filename: "a" }] }),
        product("empty", "pkg:npm/widget@"),
      ],
      branches: [
        branch("product_name", "shop", {
          product: product("image", "pkg:oci/shop"),
          branches: [branch("product_version", "1", { product: product("inside", PURL) })],
        }),
        branch("architecture", "amd64", { product: product("amd64", PURL) }),
        branch("architecture", "src", { product: product("source", PURL) }),
        branch("patch_level", "1", { product: product("patch", "pkg:npm/widget") }),
      ],
    },
    vulnerabilities: [
      { cve: "CVE-1", product_status: { known_not_affected: ["two", "file", "empty", "inside", "amd64", "source", "patch"] } },
    ],
  };
  const part = `CVE-1 | ${PURL} | not_affected |  | part`;
  expect(briefly(vexStatements(document))).toEqual([
    part,
    part,
    "CVE-1 | pkg:npm/widget@ | not_affected | ",
    part,
    part,
    `CVE-1 | ${PURL} | not_affected | `,
  ]);
});

test.each([
  ["pkg:npm/widget", {}, "pkg:npm/widget", "pkg:npm/widget"],
  [PURL, {}, "pkg:npm/widget", PURL],
  ["pkg:npm/widget", { version: "1.0.0" }, "pkg:npm/widget", PURL],
  [PURL, {}, PURL, PURL],
  [PURL, {}, "pkg:npm/widget@2.0.0", "part"],
  ["pkg:npm/widget?vcs_url=z", {}, PURL, `${PURL}?vcs_url=z`],
  ["pkg:npm/widget", {}, `${PURL}?vcs_url=z`, `${PURL}?vcs_url=z`],
  ["pkg:npm/widget", {}, "pkg:npm/widget@", "part"],
  [PURL, { hashes: [{ alg: "SHA-256" }] }, PURL, "part"],
  ["pkg:npm/widget", { type: "container" }, PURL, undefined],
])("CycloneDX: about %s %j, a reference %s", (purl, component, ref, expected) => {
  const vulnerabilities = [{ id: "CVE-1", analysis: { state: "not_affected" }, affects: [{ ref }] }];
  const [statement] = vexStatements({ bomFormat: "CycloneDX", metadata: { component: { purl, ...component } }, vulnerabilities });
  expect(statement?.isPart === true ? "part" : statement?.purl).toBe(expected);
});

test("CycloneDX: of the subject, where the document names one", () => {
  const of = (metadata: object, affects: object = { ref: PURL }) =>
    briefly(
      vexStatements({
        bomFormat: "CycloneDX",
        metadata,
        vulnerabilities: [{ id: "CVE-1", references: [{ id: "GHSA-1" }], analysis: { state: "false_positive" }, affects: [affects] }],
      }),
    );
  const said = [`CVE-1 GHSA-1 | ${PURL} | not_affected | `];
  expect(of({})).toEqual(said);
  expect(of({ component: { type: "library", purl: "pkg:npm/widget" } })).toEqual(said);
  expect(of({ component: { type: "container", purl: "pkg:oci/shop" } })).toEqual([]);
  expect(of({ component: { type: "container", name: "shop" } })).toEqual([]);
  expect(of({}, { ref: PURL, versions: [{ version: "1.0.0", status: "unaffected" }] })).toEqual([]);
});

test.each([
  ["a list of versions", { ref: PURL, versions: [{ version: "1.0.0", status: "affected" }] }, "exploitable", [PURL]],
  ["a list that says so itself", { ref: PURL, versions: [{ version: "1.0.0", status: "affected" }] }, "not_affected", [PURL]],
  ["no analysis", { ref: PURL }, undefined, [PURL]],
  ["a link", { ref: "urn:cdx:0/1#pkg:npm/widget" }, "in_triage", ["pkg:npm/widget"]],
  ["a component", { ref: "a" }, "exploitable", ["a", "pkg:oci/shop"]],
])("CycloneDX: affected, by %s", (_, affects, state, purls) => {
  const metadata = { component: { type: "container", "bom-ref": "a", purl: "pkg:oci/shop" } };
  const vulnerabilities = [{ id: "CVE-1", analysis: { state }, affects: [affects] }];
  const statements = vexStatements({ bomFormat: "CycloneDX", metadata, vulnerabilities });
  expect(briefly(statements)).toEqual(purls.map((purl) => `CVE-1 | ${purl} | affected | `));
});

test.each([
  ["not_affected", ["not_affected"]],
  ["suppressed", ["not_affected"]],
  ["affected", ["affected"]],
  ["fixed", []],
])("an evaluation: %s", (decision, statuses) => {
  const statements = policyStatements({ findingId: "f", vulnerabilityId: "CVE-1", purl: PURL, decision });
  expect(statements.map(({ status }) => status)).toEqual(statuses);
});
