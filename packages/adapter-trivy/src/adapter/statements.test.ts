// What VEX statements and policy decisions take out of the database, and what they must leave.
import { type MemoryDocument } from "@stella-export/testkit";
import { describe, expect, test } from "vitest";
import { fixedIn } from "../mapping/rows-fixture.js";
import { OSV, PUBLIC, PUBLIC_VALUE, record, rendered } from "./roles-fixture.js";

const csafOf = (status: string) => ({
  product_tree: { full_product_names: [{ product_id: "a", product_identification_helper: { purl: "pkg:npm/widget" } }] },
  vulnerabilities: [{ ids: [{ text: "GHSA-1" }], product_status: { [status]: ["a"] } }],
});
const bomOf = (state: string) => ({
  bomFormat: "CycloneDX",
  components: [{ "bom-ref": "a", purl: "pkg:npm/widget@1.2.0" }],
  vulnerabilities: [{ id: "GHSA-1", analysis: { state }, affects: [{ ref: "a" }] }],
});

describe("statements", () => {
  const saying = (path: string, statement: object, timestamp = "2026-01-02T00:00:00Z"): MemoryDocument => {
    const body = { "@context": "https://openvex.dev/ns/v0.2.0", "@id": path, timestamp, statements: [statement] };
    return { kind: "vex", source: "vendor", path, id: path, body };
  };
  const vex = (path: string, status: string, purl: string, timestamp: string): MemoryDocument =>
    saying(path, { vulnerability: { name: "GHSA-1" }, products: [{ "@id": purl }], status }, timestamp);
  const evaluation = (purl: string, decision: string, source = "policy"): MemoryDocument => {
    const body = { findingId: `f-${decision}`, vulnerabilityId: "CVE-1", purl, decision, ruleId: "rule", evidence: [] };
    return { kind: "policy-evaluation", source, path: "evaluations.jsonl", id: body.findingId, body };
  };
  const NOT = vex("not.json", "not_affected", "pkg:npm/widget", "2026-01-01T00:00:00Z");
  const APPLY = { vex: "apply", policy: "apply" };

  test("carried, they decide nothing", async () => {
    const { advisories, hasDecisions } = await rendered([OSV, NOT, evaluation("pkg:npm/widget", "suppressed")], {});
    expect(advisories).toEqual({ [PUBLIC]: PUBLIC_VALUE });
    expect(hasDecisions).toBe(false);
  });

  test("VEX about the package, by an alias", async () => {
    const { advisories, decisions } = await rendered([OSV, NOT], APPLY);
    expect(advisories).toEqual({});
    expect(decisions).toEqual(["vex vendor not.json npm::GitHub Security Advisory npm widget CVE-1 removed"]);
  });

  test("a version of it", async () => {
    const { advisories } = await rendered([OSV, evaluation("pkg:npm/widget@1.2.3", "suppressed")], APPLY);
    expect(advisories).toEqual({ [PUBLIC]: { ...PUBLIC_VALUE, UnaffectedVersions: ["=1.2.3"] } });
  });

  test.each(["*", "1.x", "1", "1.2.0%20%7C%7C%20%3E%3D0"])("what is no version takes nothing and is told: %s", async (version) => {
    const purl = `pkg:npm/widget@${version}`;
    const { advisories, unmappable } = await rendered(
      [OSV, vex("not.json", "not_affected", purl, "2026-01-01T00:00:00Z"), evaluation(purl, "suppressed")],
      APPLY,
    );
    expect(advisories).toEqual({ [PUBLIC]: PUBLIC_VALUE });
    expect(unmappable.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "ERR_EXPORT_UNMAPPABLE_RANGE policy",
      "ERR_EXPORT_UNMAPPABLE_RANGE vendor",
    ]);
  });

  test.each([
    ["later", "pkg:npm/widget", "2026-01-02T00:00:00Z", "contradicted"],
    ["at the same time", "pkg:npm/widget", "2026-01-01T00:00:00Z", "contradicted"],
    ["of a version that nobody reads", "pkg:npm/widget@1", "2026-01-02T00:00:00Z", "contradicted"],
    ["of one version", "pkg:npm/widget@1.2.3", "2026-01-02T00:00:00Z", "contradicted"],
    ["earlier", "pkg:npm/widget", "2025-12-31T00:00:00Z", "removed"],
  ])("another says %s that it is affected", async (_, purl, time, what) => {
    const { advisories, decisions } = await rendered([OSV, NOT, vex("yes.json", "affected", purl, time)], APPLY);
    expect(advisories).toEqual(what === "removed" ? {} : { [PUBLIC]: PUBLIC_VALUE });
    expect(decisions).toEqual([`vex vendor not.json npm::GitHub Security Advisory npm widget CVE-1 ${what}`]);
  });

  test("of what is only heard of, an objection counts and nothing else", async () => {
    const yes = vex("yes.json", "affected", "pkg:npm/widget", "2026-01-02T00:00:00Z");
    const objected = await rendered([OSV, NOT], APPLY, { heard: [yes] });
    expect(objected.advisories).toEqual({ [PUBLIC]: PUBLIC_VALUE });
    expect(objected.decisions).toEqual(["vex vendor not.json npm::GitHub Security Advisory npm widget CVE-1 contradicted"]);
    const suppressed = [evaluation("pkg:npm/widget", "suppressed")];
    const decided = await rendered([OSV, ...suppressed], APPLY, {
      policySource: "policy",
      heard: [evaluation("pkg:npm/widget", "affected")],
    });
    expect(decided.advisories).toEqual({ [PUBLIC]: PUBLIC_VALUE });
    expect((await rendered([OSV], APPLY, { policySource: "policy", heard: [NOT, ...suppressed] })).advisories).toEqual({
      [PUBLIC]: PUBLIC_VALUE,
    });
  });

  test.each([
    ["of a part", "pkg:npm/widget?vcs_url=git"],
    ["of a file in it", "pkg:npm/widget@1.2.3#lib"],
    ["with qualifiers that nobody can read", "pkg:npm/widget?a=1&a=2"],
    ["with a version that is none", "pkg:npm/widget@latest"],
    ["without a date", "pkg:npm/widget", ""],
    ["with a date that is none", "pkg:npm/widget", "2025-06-01"],
    ["with a status that is none", "pkg:npm/widget", "2026-01-02T00:00:00Z", "exploitable"],
  ])("an objection %s objects", async (_, purl, time = "2026-01-02T00:00:00Z", status = "affected") => {
    const { advisories, decisions } = await rendered([OSV, NOT, vex("yes.json", status, purl, time)], APPLY);
    expect(advisories).toEqual({ [PUBLIC]: PUBLIC_VALUE });
    expect(decisions).toEqual(["vex vendor not.json npm::GitHub Security Advisory npm widget CVE-1 contradicted"]);
  });

  test("an objection of which nobody can read the package is reported", async () => {
    const { unmappable } = await rendered([OSV, NOT, vex("yes.json", "affected", "pkg:npm/%zz", "2026-01-02T00:00:00Z")], APPLY);
    expect(unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_NOTHING vendor yes.json yes.json "]);
  });

  test.each([
    ["no product", undefined, { name: "GHSA-1" }],
    ["a product by its CPE", [{ "@id": "https://acme.test/widget", identifiers: { cpe22: "cpe:/a:x:widget" } }], { name: "GHSA-1" }],
    ["an address as its vulnerability", [{ "@id": "pkg:npm/widget" }], { "@id": "https://acme.test/advisories/7" }],
  ])("an objection with %s is reported", async (_, products, vulnerability) => {
    const { unmappable, decisions } = await rendered(
      [OSV, NOT, saying("yes.json", { products, vulnerability, status: "affected" })],
      APPLY,
    );
    expect(unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_NOTHING vendor yes.json yes.json "]);
    const heard = await rendered([OSV, NOT], APPLY, { heard: [saying("yes.json", { products, vulnerability, status: "affected" })] });
    expect(heard.unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_NOTHING vendor yes.json  "]);
    expect(decisions).toEqual(["vex vendor not.json npm::GitHub Security Advisory npm widget CVE-1 removed"]);
  });

  test.each(["https://nvd.test/vuln/detail/CVE-1999-1", "https://acme.test/GHSA-1/"])(
    "an objection by the address %s objects",
    async (address) => {
      const osv = record("osv", "GHSA-1", ["CVE-1999-1"], "npm", [fixedIn("1.2.5")]);
      const yes = saying("yes.json", { products: ["pkg:npm/widget"], vulnerability: { "@id": address }, status: "affected" });
      const { unmappable, decisions } = await rendered([osv, NOT, yes], APPLY);
      expect(unmappable).toEqual([]);
      expect(decisions).toEqual(["vex vendor not.json npm::GitHub Security Advisory npm widget CVE-1999-1 contradicted"]);
    },
  );

  test.each([
    ["advisory", { document: { category: "csaf_security_advisory" }, ...csafOf("known_affected") }],
    ["advisory", { document: { category: "csaf_security_advisory" }, ...csafOf("under_investigation") }],
    ["sbom", bomOf("exploitable")],
    ["sbom", bomOf("in_triage")],
    ["vex-consensus", { consensusId: "c", consensus_state: "affected", vulnerabilityId: "GHSA-1", purl: "pkg:npm/widget" }],
  ] as const)("a document of the kind %s objects", async (kind, body) => {
    const other: MemoryDocument = { kind, source: "vendor", path: "other.json", id: "other", body };
    for (const ran of [rendered([OSV, NOT, other], APPLY), rendered([OSV, NOT], APPLY, { heard: [other] })]) {
      const { advisories, decisions } = await ran;
      expect(Object.keys(advisories)).toEqual([PUBLIC]);
      expect(decisions).toEqual(["vex vendor not.json npm::GitHub Security Advisory npm widget CVE-1 contradicted"]);
    }
    expect(Object.keys((await rendered([OSV, NOT, other], { policy: "apply" })).advisories)).toEqual([PUBLIC]);
  });

  test.each([
    ["advisory", { document: { category: "csaf_security_advisory" }, ...csafOf("known_not_affected") }],
    ["sbom", bomOf("not_affected")],
    ["vex-consensus", { consensusId: "c", consensus_state: "not_affected", vulnerabilityId: "GHSA-1", purl: "pkg:npm/widget" }],
  ] as const)("a document of the kind %s takes nothing out", async (kind, body) => {
    const { advisories, decisions } = await rendered([OSV, { kind, source: "vendor", path: "other.json", id: "other", body }], APPLY);
    expect(Object.keys(advisories)).toEqual([PUBLIC]);
    expect(decisions).toEqual([]);
  });

  describe("CSAF", () => {
    const csaf = (path: string, status: string, tracking: object): MemoryDocument => {
      const document = { category: "csaf_vex", publisher: { namespace: "https://acme.test" }, tracking: { id: "A-1", ...tracking } };
      return { kind: "vex", source: "vendor", path, id: "A-1", body: { document, ...csafOf(status) } };
    };
    const old = csaf("old.json", "known_not_affected", { version: "1", current_release_date: "2026-01-01T00:00:00Z" });
    const told = ["ERR_EXPORT_UNMAPPABLE_BOUND vendor old.json A-1 "];

    test.each([
      ["a later date", { version: "1", current_release_date: "2026-01-02T00:00:00Z" }],
      ["a higher version", { version: "2", current_release_date: "2026-01-01T00:00:00Z" }],
    ])("of which a revision of %s says nothing more takes nothing", async (_, tracking) => {
      const silent = csaf("new.json", "recommended", tracking);
      for (const ran of [rendered([OSV, old, silent], APPLY), rendered([OSV, old], APPLY, { heard: [silent] })]) {
        const { advisories, decisions, unmappable } = await ran;
        expect(Object.keys(advisories)).toEqual([PUBLIC]);
        expect(decisions).toEqual([]);
        expect(unmappable).toEqual(told);
      }
    });

    test("of which a newer revision says the same, takes by that", async () => {
      const again = csaf("new.json", "known_not_affected", { version: "2", current_release_date: "2026-01-02T00:00:00Z" });
      const { advisories, decisions, unmappable } = await rendered([OSV, old, again], APPLY);
      expect(advisories).toEqual({});
      expect(decisions).toEqual(["vex vendor new.json npm::GitHub Security Advisory npm widget CVE-1 removed"]);
      expect(unmappable).toEqual(told);
    });

    test.each([
      ["draft", [PUBLIC], ["ERR_EXPORT_UNMAPPABLE_BOUND vendor a.json A-1 "]],
      ["interim", [], []],
    ])("that is %s", async (status, left, problems) => {
      const { advisories, unmappable } = await rendered([OSV, csaf("a.json", "known_not_affected", { status })], APPLY);
      expect(Object.keys(advisories)).toEqual(left);
      expect(unmappable).toEqual(problems);
    });
  });

  test.each([
    ["pkg:deb/debian/widget?distro=debian-12", "pkg:deb/debian/widget@1.2.3?arch=amd64&distro=debian-12.4", "contradicted"],
    ["pkg:deb/debian/widget?distro=debian-12", "pkg:deb/debian/libwidget@1.2.3?upstream=widget&distro=debian-12", "contradicted"],
    ["pkg:deb/debian/widget?distro=debian-12", "pkg:deb/debian/widget", "contradicted"],
    ["pkg:deb/debian/widget?distro=debian-12", "pkg:deb/debian/widget?distro=bookworm", "contradicted"],
    ["pkg:deb/debian/widget?distro=debian-12", "pkg:deb/widget", "contradicted"],
    ["pkg:deb/debian/widget?distro=debian-12", "pkg:deb/debian/widget?distro=debian-11", "removed"],
    ["pkg:deb/debian/widget?distro=debian-12", "pkg:deb/ubuntu/widget", "removed"],
  ])("%s is not, %s is affected: %s", async (purl, other, what) => {
    const debian = record("osv", "DEBIAN-CVE-1", ["GHSA-1"], "Debian:12", [fixedIn("1.2.5")]);
    const not = vex("not.json", "not_affected", purl, "2026-01-01T00:00:00Z");
    const { decisions } = await rendered([debian, vex("yes.json", "affected", other, "2026-01-02T00:00:00Z"), not], APPLY);
    expect(decisions).toEqual([`vex vendor not.json debian 12 widget DEBIAN-CVE-1 ${what}`]);
  });

  test("versions of a policy are compared, not spelled", async () => {
    const found = [evaluation("pkg:npm/widget@1.2.3", "suppressed"), evaluation("pkg:npm/widget@v1.2.3", "affected")];
    const { advisories, decisions } = await rendered([OSV, ...found], APPLY);
    expect(advisories).toEqual({ [PUBLIC]: PUBLIC_VALUE });
    expect(decisions).toEqual(["policy policy evaluations.jsonl npm::GitHub Security Advisory npm widget CVE-1 contradicted"]);
  });

  test.each([
    ["of another source than that of the policy", "mirror", { policySource: "policy" }],
    ["of a run without a policy", "mirror", {}],
    ["of a source that happens to have its name", "policy", {}],
  ])("evaluations %s take nothing, are told, and object", async (_, source, how) => {
    const quiet = [
      evaluation("pkg:npm/widget", "not_affected", source),
      evaluation("pkg:npm/widget", "suppressed", source),
      evaluation("pkg:generic/widget", "suppressed", source),
    ];
    const { advisories, decisions, unmappable } = await rendered([OSV, ...quiet], APPLY, how);
    expect(advisories).toEqual({ [PUBLIC]: PUBLIC_VALUE });
    expect(decisions).toEqual([]);
    expect(unmappable).toEqual([
      `ERR_EXPORT_UNMAPPABLE_BOUND ${source} evaluations.jsonl f-not_affected `,
      `ERR_EXPORT_UNMAPPABLE_BOUND ${source} evaluations.jsonl f-suppressed `,
    ]);
    const objected = [evaluation("pkg:npm/widget", "suppressed"), evaluation("pkg:npm/widget", "affected", "mirror")];
    expect((await rendered([OSV, ...objected], APPLY)).decisions).toEqual([
      "policy policy evaluations.jsonl npm::GitHub Security Advisory npm widget CVE-1 contradicted",
    ]);
  });

  test("what is less than a package is reported", async () => {
    const { advisories, unmappable } = await rendered([OSV, evaluation("pkg:npm/widget#lib", "suppressed")], APPLY);
    expect(advisories).toEqual({ [PUBLIC]: PUBLIC_VALUE });
    expect(unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_BOUND policy evaluations.jsonl f-suppressed "]);
  });

  test("what is said of one file of a package is reported", async () => {
    const { body, ...rest } = NOT;
    const statements = [
      { vulnerability: { name: "GHSA-1" }, products: [{ "@id": "pkg:npm/widget", hashes: { "sha-256": "00" } }], status: "not_affected" },
    ];
    const { advisories, unmappable } = await rendered([OSV, { ...rest, body: { ...(body as object), statements } }], APPLY);
    expect(advisories).toEqual({ [PUBLIC]: PUBLIC_VALUE });
    expect(unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_BOUND vendor not.json not.json "]);
  });
});

test("without roles there is no report of decisions", async () => {
  const { hasDecisions } = await rendered([OSV], { sources: { osv: { role: "public" } } });
  expect(hasDecisions).toBe(false);
});
