// Red Hat's advisories in CSAF as entries for products, and what is told of the rest.
import { describe, expect, test } from "vitest";
import { rowsOf } from "./rows-fixture.js";

const APPSTREAM = "cpe:/a:redhat:enterprise_linux:9::appstream";

const tree = (purls: readonly string[]) => ({
  branches: [
    {
      branches: [
        { product: { product_id: "P", product_identification_helper: { cpe: APPSTREAM } } },
        ...purls.map((purl, i) => ({ product: { product_id: `C${i}`, product_identification_helper: { purl } } })),
      ],
    },
  ],
  relationships: purls.map((_, i) => ({
    full_product_name: { product_id: `P:C${i}` },
    product_reference: `C${i}`,
    relates_to_product_reference: "P",
  })),
});

const csaf = (purls: readonly string[], vulnerabilities: readonly object[], namespace = "https://www.redhat.com") => ({
  document: { category: "csaf_security_advisory", csaf_version: "2.0", publisher: { namespace }, tracking: { id: "RHSA-2026:2" } },
  product_tree: tree(purls),
  vulnerabilities,
});

test("binary packages, their modules and epochs, and what is to be done", () => {
  const purls = [
    "pkg:rpm/redhat/npm@8.1-1.el9?arch=x86_64&epoch=1&rpmmod=nodejs:18:90:abc",
    "pkg:rpm/redhat/npm@8.1-1.el9?arch=aarch64&epoch=1&rpmmod=nodejs:18:90:abc",
    "pkg:rpm/redhat/nodejs@18-1.el9?arch=src",
    "pkg:rpm/redhat/vim",
    "pkg:oci/ubi9",
  ];
  const vulnerabilities = [
    {
      cve: "CVE-2026-1",
      product_status: { fixed: ["P:C0", "P:C1", "P:C2", "P:C4"], known_affected: ["P:C3"] },
      remediations: [
        { category: "vendor_fix", product_ids: ["P:C0"] },
        { category: "no_fix_planned", details: "Will not fix", product_ids: ["P:C3"] },
      ],
      threats: [{ category: "impact", details: "Important" }],
    },
    { cve: "CVE-2026-2", product_status: { fixed: ["P:C0", "P:C1"] } },
  ];
  const { redHat, vulnerabilities: details, problems } = rowsOf(csaf(purls, vulnerabilities));
  const cves = [
    { ID: "CVE-2026-1", Severity: 3 },
    { ID: "CVE-2026-2", Severity: 0 },
  ];
  const fixed = { fixedVersion: "1:8.1-1.el9", cves, status: 0, cpes: [APPSTREAM] };
  expect(redHat).toEqual([
    { packageKey: "nodejs:18::npm", id: "RHSA-2026:2", entries: ["x86_64", "aarch64"].map((arch) => ({ ...fixed, arches: [arch] })) },
    {
      packageKey: "vim",
      id: "CVE-2026-1",
      entries: [{ fixedVersion: "", cves: [{ Severity: 3 }], status: 5, arches: [], cpes: [APPSTREAM] }],
    },
  ]);
  expect(details.map(({ id, source, value }) => [id, source, value.VendorSeverity])).toEqual([
    ["CVE-2026-1", "redhat", { redhat: 3 }],
    ["CVE-2026-2", "redhat", undefined],
  ]);
  expect(problems.map(({ code, package: name }) => [code, name])).toEqual([
    ["ERR_EXPORT_UNMAPPABLE_ECOSYSTEM", "ubi9"],
    ["ERR_EXPORT_UNMAPPABLE_NOTHING", "nodejs"],
  ]);
});

test("without a binary package nothing can be found, which is told", () => {
  const { problems } = rowsOf(csaf(["pkg:rpm/redhat/x@1?arch=src"], [{ cve: "CVE-2026-1", product_status: { fixed: ["P:C0"] } }]));
  expect(problems.map(({ code }) => code)).toEqual(["ERR_EXPORT_UNMAPPABLE_NOTHING"]);
});

test("another publisher's document is told", () => {
  const { redHat, problems } = rowsOf(csaf([], [], "https://acme.test"));
  expect([redHat, problems.map(({ code }) => code)]).toEqual([[], ["ERR_EXPORT_UNMAPPABLE_ECOSYSTEM"]]);
});

/** A document about one vulnerability; products by id, with their helpers, and what is a component of what. */
const of = (
  products: Readonly<Record<string, object>>,
  relations: readonly (readonly [component: string, whole: string])[],
  status: Readonly<Record<string, readonly string[]>>,
  more: object = {},
) =>
  rowsOf({
    document: {
      category: "csaf_security_advisory",
      csaf_version: "2.0",
      publisher: { namespace: "https://www.redhat.com" },
      tracking: { id: "RHSA-1" },
    },
    product_tree: {
      branches: Object.entries(products).map(([id, helper]) => ({ product: { product_id: id, product_identification_helper: helper } })),
      relationships: relations.map(([component, whole]) => ({
        full_product_name: { product_id: `${whole}/${component}` },
        product_reference: component,
        relates_to_product_reference: whole,
      })),
    },
    vulnerabilities: [{ cve: "CVE-1", product_status: status, ...more }],
  });
const P = { cpe: APPSTREAM };
const rpm = (name: string, version = "", arch = "") => ({
  purl: `pkg:rpm/redhat/${name}${version === "" ? "" : `@${version}`}${arch === "" ? "" : `?arch=${arch}`}`,
});
const rowsIn = ({ redHat }: ReturnType<typeof of>) =>
  redHat.flatMap(({ packageKey, id, entries }) => entries.map(({ fixedVersion }) => `${packageKey} ${id} ${fixedVersion}`.trim()));
const toldIn = ({ problems }: ReturnType<typeof of>) =>
  problems.map(({ code, package: name, range }) => [code.replace("ERR_EXPORT_UNMAPPABLE_", ""), name, range]);

describe("the product tree", () => {
  test("a package of a module of a product", () => {
    const products = { P, M: { purl: "pkg:rpmmod/redhat/nodejs@20:8090:abc" }, C: rpm("npm", "8-1.module+el9", "x86_64") };
    for (const relations of [
      [
        ["M", "P"],
        ["C", "P/M"],
      ],
      [
        ["C", "M"],
        ["M/C", "P"],
      ],
    ] as const) {
      const result = of(products, relations, { fixed: ["P/M/C"] });
      expect([rowsIn(result), toldIn(result)]).toEqual([["nodejs:20::npm RHSA-1 0:8-1.module+el9"], []]);
    }
  });

  test("products by full_product_names and by CPE 2.3, and a package that is a product itself", () => {
    const cpe = "cpe:2.3:a:redhat:enterprise_linux:9:*:appstream:*:*:*:*:*";
    expect(of({ P: { cpe }, C: rpm("a", "5-1") }, [["C", "P"]], { fixed: ["P/C"] }).redHat[0]?.entries[0]?.cpes).toEqual([APPSTREAM]);
    expect(rowsIn(of({ C: { ...rpm("a", "5-1"), ...P } }, [], { fixed: ["C"] }))).toEqual(["a RHSA-1 0:5-1"]);
  });

  test("a circle ends", () => {
    expect(
      toldIn(
        of(
          { P, C: {} },
          [
            ["C", "P"],
            ["P/C", "P/C"],
            ["P/C/P/C", "C"],
          ],
          { fixed: ["C/P/C/P/C"] },
        ),
      ),
    ).toEqual([["NAME", "C/P/C/P/C", ""]]);
  });
});

test.each([
  ["no such product", {}, "fixed", "NAME"],
  ["no package URL", { C: {} }, "fixed", "NAME"],
  ["a container", { C: { purl: "pkg:oci/c@1" } }, "known_affected", "ECOSYSTEM"],
  ["no CPE", { Q: {}, C: rpm("c", "5-1") }, "fixed", "ECOSYSTEM"],
  ["a CPE that is none", { Q: { cpe: "cpe:2.3:x" }, C: rpm("c", "5-1") }, "fixed", "ECOSYSTEM"],
  ["a source package only", { C: rpm("c", "", "src") }, "known_affected", "NOTHING"],
  ["a module only", { C: { purl: "pkg:rpmmod/redhat/c@1:2:3" } }, "fixed", "NOTHING"],
  ["a modular package without its module", { C: rpm("c", "1-1.module+el9") }, "fixed", "NAME"],
  ["fixed in no version", { C: rpm("c") }, "first_fixed", "RANGE"],
] as const)("%s is told beside a package that is found", (_, products: Readonly<Record<string, object>>, status, code) => {
  const whole = "Q" in products ? "Q" : "P";
  const id = "C" in products ? `${whole}/C` : "nobody";
  const fixed = ["P/ok", ...(status === "fixed" ? [id] : [])];
  const result = of(
    { P, ok: rpm("ok", "5-1"), ...products },
    [
      ["ok", "P"],
      ["C", whole],
    ],
    { ...(status === "fixed" ? {} : { [status]: [id] }), fixed },
  );
  expect(rowsIn(result)).toEqual(["ok RHSA-1 0:5-1"]);
  expect(toldIn(result).map(([first]) => first)).toEqual([code]);
  expect(result.problems[0]?.message).toMatch(/^CVE-1: /);
});

test("a source package is no loss beside what is built of it", () => {
  const products = { P, S: rpm("curl", "5-1", "src"), C: rpm("libcurl", "5-1", "x86_64"), D: rpm("vim", "", "src"), E: rpm("vim-common") };
  const relations = ["S", "C", "D", "E"].map((id) => [id, "P"] as const);
  expect(toldIn(of(products, relations, { fixed: ["P/S", "P/C"], known_affected: ["P/D", "P/E"] }))).toEqual([]);
});

describe("statuses", () => {
  const both = { P, old: rpm("a", "4-1"), new: rpm("a", "5-1") };
  const relations = [
    ["old", "P"],
    ["new", "P"],
  ] as const;

  test("an affected version below the fix is what the fix is of", () => {
    for (const status of ["known_affected", "first_affected", "last_affected"]) {
      const result = of(both, relations, { fixed: ["P/new"], [status]: ["P/old"] });
      expect([rowsIn(result), toldIn(result)]).toEqual([["a RHSA-1 0:5-1"], []]);
    }
  });

  test("without such a fix it is open, and every version with it", () => {
    expect(rowsIn(of(both, relations, { fixed: ["P/old"], known_affected: ["P/new"] }))).toEqual(["a RHSA-1 0:4-1", "a CVE-1"]);
    for (const [status, relation] of [
      ["known_affected", "="],
      ["first_affected", ">="],
      ["last_affected", "<="],
    ] as const) {
      const result = of(both, relations, { [status]: ["P/old"] });
      expect([rowsIn(result), toldIn(result)]).toEqual([["a CVE-1"], [["BOUND", "a", `${relation}0:4-1`]]]);
    }
  });

  test("a vulnerability without a CVE is known by the erratum", () => {
    const { redHat, vulnerabilities } = of(both, relations, { fixed: ["P/new"] }, { cve: undefined });
    expect(redHat[0]?.entries[0]?.cves).toEqual([{ ID: "RHSA-1", Severity: 0 }]);
    expect(vulnerabilities.map(({ id }) => id)).toEqual(["RHSA-1"]);
  });

  test("a workaround does not change what is to be done", () => {
    const remediations = [
      { category: "no_fix_planned", details: "Will not fix", product_ids: ["P/C"] },
      { category: "workaround", details: "restart", product_ids: ["P/C"] },
    ];
    const { redHat } = of({ P, C: rpm("a") }, [["C", "P"]], { known_affected: ["P/C"] }, { remediations });
    expect(redHat[0]?.entries[0]?.status).toBe(5);
  });
});

test("threats and scores are of the products that they name", () => {
  const products = { P, C: rpm("a", "5-1"), D: rpm("b", "5-1"), E: rpm("c", "5-1") };
  const vector = (impact: string) => `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:${impact}/I:N/A:N`;
  const { redHat, vulnerabilities } = of(
    products,
    [
      ["C", "P"],
      ["D", "P"],
      ["E", "P"],
    ],
    { fixed: ["P/C", "P/D", "P/E"] },
    {
      threats: [
        { category: "impact", details: "Low", product_ids: ["P/C"] },
        { category: "impact", details: "Critical", product_ids: ["P/D"] },
        { category: "impact", details: "Moderate" },
      ],
      scores: [
        { cvss_v3: { vectorString: vector("L") }, products: ["P/C"] },
        { cvss_v3: { vectorString: vector("H") }, products: ["P/D"] },
        { cvss_v3: { vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H" }, products: ["P/other"] },
      ],
    },
  );
  expect(redHat.map(({ packageKey, entries }) => [packageKey, entries[0]?.cves[0]?.Severity])).toEqual([
    ["a", 1],
    ["b", 4],
    ["c", 2],
  ]);
  expect(vulnerabilities[0]?.value).toMatchObject({ VendorSeverity: { redhat: 4 }, CVSS: { redhat: { V3Vector: vector("H") } } });
});

test("of several groups and scores: a product's own groups, and of equal scores the first", () => {
  const helper = (purl: object, id: string) => ({ product_id: id, product_identification_helper: purl });
  const vector = (scope: string) => `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/${scope}`;
  const { redHat, vulnerabilities } = rowsOf({
    document: { publisher: { namespace: "https://www.redhat.com" }, tracking: { id: "RHSA-1" } },
    product_tree: {
      full_product_names: [helper({ ...rpm("a", "5-1"), ...P }, "A"), helper({ ...rpm("b", "5-1"), ...P }, "B")],
      product_groups: [
        { group_id: "G", product_ids: ["A", "B"] },
        { group_id: "H", product_ids: ["B"] },
      ],
    },
    vulnerabilities: [
      {
        cve: "CVE-1",
        product_status: { fixed: ["A", "B"] },
        threats: [
          { category: "impact", details: "Low", group_ids: ["G"] },
          { category: "impact", details: "Important", group_ids: ["H"] },
          { category: "impact", details: "Critical", group_ids: ["nobody's"] },
        ],
        scores: [
          { cvss_v3: { vectorString: vector("C:L/I:N/A:N") } },
          { cvss_v3: { vectorString: vector("C:N/I:H/A:N") }, products: ["B"] },
          { cvss_v3: { vectorString: vector("C:H/I:N/A:N") }, products: ["A"] },
        ],
      },
    ],
  });
  expect(redHat.map(({ packageKey, entries }) => [packageKey, entries[0]?.cves[0]?.Severity])).toEqual([
    ["a", 1],
    ["b", 3],
  ]);
  expect(vulnerabilities[0]?.value.CVSS?.["redhat"]?.V3Vector).toBe(vector("C:N/I:H/A:N"));
});

test("many products, each with a threat, a score and a remediation, take no time that grows with their square", () => {
  const ids = Array.from({ length: 8000 }, (_, i) => `C${i}`);
  const vectorString = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N";
  const products = Object.fromEntries(ids.map((id) => [id, { ...rpm(id), ...P }]));
  const start = performance.now();
  const { redHat } = of(
    products,
    [],
    { known_affected: ids },
    {
      threats: ids.map((id) => ({ category: "impact", details: "Low", product_ids: [id] })),
      scores: ids.map((id) => ({ cvss_v3: { vectorString }, products: [id] })),
      remediations: ids.map((id) => ({ category: "no_fix_planned", product_ids: [id] })),
    },
  );
  expect([redHat.length, redHat[7999]?.entries]).toEqual([
    8000,
    [{ fixedVersion: "", cves: [{ Severity: 1 }], status: 5, arches: [], cpes: [APPSTREAM] }],
  ]);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test("many vulnerabilities of one package take no time that grows with their square", () => {
  const vulnerabilities = Array.from({ length: 20_000 }, (_, i) => ({ cve: `CVE-${i}`, product_status: { fixed: ["P:C0"] } }));
  const start = performance.now();
  const { redHat } = rowsOf(csaf(["pkg:rpm/redhat/a@5-1"], vulnerabilities));
  expect(redHat.map(({ entries }) => entries.map(({ cves }) => cves.length))).toEqual([[20_000]]);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test("without a word the score says the severity, and a word that is none is told", () => {
  const scores = [{ cvss_v3: { vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }, products: ["P/C"] }];
  const rated = (more: object) => {
    const { redHat, problems } = of({ P, C: rpm("a", "5-1") }, [["C", "P"]], { fixed: ["P/C"] }, { scores, ...more });
    return [redHat[0]?.entries[0]?.cves[0]?.Severity, problems.map(({ code }) => code)];
  };
  expect(rated({})).toEqual([4, []]);
  expect(rated({ threats: [{ category: "impact", details: "Low" }] })).toEqual([1, []]);
  expect(rated({ threats: [{ category: "impact", details: "Severe" }] })).toEqual([4, ["ERR_EXPORT_UNMAPPABLE_SEVERITY"]]);
});
