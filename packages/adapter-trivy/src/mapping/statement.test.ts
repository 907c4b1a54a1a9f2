// Statements of each format of VEX and of a policy's evaluations: only what is said of a package itself is one.
import type { Kind } from "@stella-export/core";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "./json.js";
import { type Statement, statementsOf } from "./statement.js";

const vexStatements = (document: JsonObject) => statementsOf("vex", document);
const policyStatements = (document: JsonObject) => statementsOf("policy-evaluation", document);

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
    ["a CPE of that version", [{ "@id": PURL, identifiers: { cpe23: "cpe:2.3:a:x:widget:1.0.0:*:*:*:*:node.js:*:*" } }], [said]],
    ["a CPE of another version", [{ "@id": PURL, identifiers: { cpe22: "cpe:/a:x:widget:1.0.1" } }], [`${said} | part`]],
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

const WHOLE_PURL = "pkg:npm/widget";
test.each([
  ["cpe23", "cpe:2.3:a:x:widget:*:*:*:*:*:node.js:*:*", []],
  ["cpe23", "cpe:2.3:a:x:widget:-:*:*:*:*:*:*:*", []],
  ["cpe22", "cpe:/a:x:widget", []],
  ["cpe23", "cpe:2.3:a:x:widget:1.2.3:*:*:*:*:*:*:*", ["part"]],
  ["cpe23", "cpe:2.3:a:x:widget:*:*:*:*:enterprise:*:*:*", ["part"]],
  ["cpe22", "cpe:/a:x:widget:1.2.3", ["part"]],
  ["cpe22", "widget 1.2.3", ["part"]],
])("a package of all versions beside the %s %s", (form, cpe, part) => {
  const vulnerability = { name: "CVE-1" };
  const identifiers = { purl: WHOLE_PURL, [form]: cpe };
  const said = [["CVE-1", WHOLE_PURL, "not_affected", "", ...part].join(" | ")];
  expect(briefly(vexStatements({ statements: [{ vulnerability, products: [{ identifiers }], status: "not_affected" }] }))).toEqual(said);
  const product = { product_id: "a", product_identification_helper: { purl: WHOLE_PURL, cpe } };
  const csaf = { document: {}, product_tree: { full_product_names: [product] } };
  const vulnerabilities = [{ cve: "CVE-1", product_status: { known_not_affected: ["a"] } }];
  expect(briefly(vexStatements({ ...csaf, vulnerabilities }))).toEqual(said);
  const metadata = { component: { purl: WHOLE_PURL, cpe } };
  const about = [{ id: "CVE-1", analysis: { state: "not_affected" }, affects: [{ ref: WHOLE_PURL }] }];
  expect(briefly(vexStatements({ bomFormat: "CycloneDX", metadata, vulnerabilities: about }))).toEqual(said);
});

test("OpenVEX: a product that goes by no package URL, and no product, are said to be affected all the same", () => {
  const of = (products: unknown) => briefly(vexStatements({ statements: [{ vulnerability: "CVE-1", products, status: "affected" }] }));
  const unnamed = "CVE-1 |  | affected | ";
  expect(of(undefined)).toEqual([unnamed]);
  expect(of([])).toEqual([unnamed]);
  expect(of([{ "@id": "https://acme.test/widget", identifiers: { cpe23: "cpe:2.3:a:x:widget:*:*:*:*:*:*:*:*" } }])).toContain(unnamed);
  expect(of([PURL, "https://acme.test/widget"])).toContain(unnamed);
  expect(of([{ "@id": "https://acme.test/shop", subcomponents: [{ "@id": PURL }] }])).not.toContain(unnamed);
});

test("OpenVEX: affected is every product and every part", () => {
  const vulnerability = "CVE-1";
  const products = [{ "@id": "pkg:oci/shop", identifiers: { purl: "pkg:oci/shop2" }, subcomponents: [{ "@id": PURL }] }, "pkg:npm/other"];
  const statements = [{ vulnerability, products, subcomponents: ["pkg:npm/part"], status: "affected" }];
  const purls = ["pkg:oci/shop", "pkg:oci/shop2", PURL, "pkg:npm/part", "pkg:npm/other"];
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
    "CVE-1 | pkg:npm/widget | not_affected | 2026-01-01T00:00:00Z | part",
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
    "CVE-1 | pkg:npm/widget | not_affected |  | part",
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
  expect(of({}, { ref: PURL, versions: [{ version: "1.0.0", status: "unaffected" }] })).toEqual([`${said[0]} | part`]);
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

test("CycloneDX: affected, of a component at any depth, by its reference or a link to it; a reference to none is of no package", () => {
  const inner = { "bom-ref": "inner", purl: PURL };
  const of = (...affects: object[]) =>
    vexStatements({
      bomFormat: "CycloneDX",
      components: [{ "bom-ref": "outer", components: [inner] }],
      vulnerabilities: [{ id: "CVE-1", analysis: { state: "exploitable" }, affects }],
    }).map(({ purl }) => purl);
  expect(of({ ref: "inner" })).toEqual(["inner", PURL]);
  expect(of({ ref: "urn:cdx:0/1#inner" })).toEqual(["inner", PURL]);
  expect(of({ ref: "outer" })).toEqual(["outer", ""]);
  expect(of()).toEqual([""]);
});

describe("documents of other kinds than vex object, and no more", () => {
  const of = (kind: Kind, document: object) => briefly(statementsOf(kind, document as JsonObject));
  const bom = (analysis: object | undefined, more = {}) => ({
    bomFormat: "CycloneDX",
    components: [{ "bom-ref": "a", purl: PURL }],
    vulnerabilities: [{ id: "CVE-1", analysis, affects: [{ ref: "a", ...more }] }],
  });
  test.each([
    ["exploitable", true],
    ["in_triage", true],
    ["a_new_word", true],
    ["not_affected", false],
    ["false_positive", false],
    ["resolved", false],
  ])("an SBOM that says %s", (state, does) => {
    expect(of("sbom", bom({ state }))).toEqual(does ? ["CVE-1 | a | affected | ", `CVE-1 | ${PURL} | affected | `] : []);
  });

  test("what a scanner found is in SBOMs too, without anybody's analysis", () => {
    expect(of("sbom", bom(undefined, { versions: [{ version: "1.0.0", status: "affected" }] }))).toEqual([]);
    expect(of("sbom", bom({}))).toEqual([]);
    expect(of("sbom", { spdxVersion: "SPDX-2.3", vulnerabilities: bom({ state: "exploitable" }).vulnerabilities })).toEqual([]);
  });

  test("CSAF that is no VEX", () => {
    const product = { product_id: "a", product_identification_helper: { purl: PURL } };
    const csaf = (status: string) => ({
      document: { category: "csaf_security_advisory" },
      product_tree: { full_product_names: [product] },
      vulnerabilities: [{ cve: "CVE-1", product_status: { [status]: ["a"] } }],
    });
    for (const status of ["known_affected", "under_investigation"])
      expect(of("advisory", csaf(status))).toEqual([`CVE-1 | ${PURL} | affected | `]);
    for (const status of ["known_not_affected", "fixed"]) expect(of("advisory", csaf(status))).toEqual([]);
    expect(of("advisory", { id: "GHSA-1", affected: [] })).toEqual([]);
  });

  test.each([
    ["affected", true],
    ["under_investigation", true],
    ["not_affected", false],
    ["fixed", false],
  ])("a consensus: %s", (state, does) => {
    const consensus = { consensusId: "c", consensus_state: state, vulnerabilityId: "CVE-1", purl: PURL };
    expect(of("vex-consensus", consensus)).toEqual(does ? [`CVE-1 | ${PURL} | affected | `] : []);
  });

  test("findings say nothing", () => {
    expect(of("finding", bom({ state: "exploitable" }))).toEqual([]);
  });
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
