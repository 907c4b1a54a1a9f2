import { encodeCanonical, isCanonical, type Kind, KINDS } from "@stella-export/core";
import { describe, expect, it } from "vitest";
import { redactor } from "./redactor.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function edited(kind: Kind, format: string, record: unknown): unknown {
  return JSON.parse(decoder.decode(redactor.redact(kind, format, encodeCanonical(record), "edit").bytes));
}

function found(kind: Kind, format: string, record: unknown): Record<string, number> {
  return Object.fromEntries(
    redactor.redact(kind, format, encodeCanonical(record), "report").findings.map(({ rule, count }) => [rule, count]),
  );
}

describe("edit", () => {
  it("puts a marker in place of what was found, and leaves what is around it", () => {
    expect(edited("advisory", "osv", { id: "X-1", details: "Mail jane@example.com or use password=C4nary12, please." })).toEqual({
      id: "X-1",
      details: "Mail [redacted:email] or use password=[redacted:secret-assignment] please.",
    });
  });

  it("takes a user with a password out of a URL, and keeps a user alone", () => {
    const sources = ["https://u:p4ss@h.example/x", "git+ssh://git@github.com/a/b.git"];
    expect(edited("sbom", "spdx", { packages: sources.map((downloadLocation) => ({ downloadLocation })) })).toEqual({
      packages: [{ downloadLocation: "https://[redacted:url-credential]@h.example/x" }, { downloadLocation: sources[1] }],
    });
  });

  it("counts finds that overlap as one, under the surest rule", () => {
    const record = {
      details: `Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.C4nary and token=ghp_${"C4nary".repeat(6)}`,
    };
    expect(found("advisory", "osv", record)).toEqual({ jwt: 1, "github-token": 1 });
    expect(edited("advisory", "osv", record)).toEqual({
      details: "Authorization: Bearer [redacted:jwt] and token=[redacted:github-token]",
    });
  });

  it("takes a member out whose key holds a find, with what is in it", () => {
    const record = { database_specific: { a: 1, "jane@example.com": ["john@example.com"], z: 2 } };
    expect(found("advisory", "osv", record)).toEqual({ email: 2 });
    expect(edited("advisory", "osv", record)).toEqual({ database_specific: { a: 1, z: 2 } });
  });

  it.each([
    [["a", "b"], {}],
    [["a", "n"], { n: 1 }],
    [["n", "z"], { n: 1 }],
    [["a", "n", "z"], { n: 1 }],
    [["n", "o", "z"], { n: 1, o: 1 }],
    [["a", "b", "n", "o", "y", "z"], { n: 1, o: 1 }],
  ])("leaves the commas right where of %j some go", (names, rest) => {
    const members = names.map((name) => (["n", "o"].includes(name) ? [name, 1] : [`${name}@example.com`, name]));
    expect(edited("advisory", "osv", { database_specific: Object.fromEntries(members) })).toEqual({ database_specific: rest });
  });

  it("removes the explanation of a policy evaluation, whatever it is", () => {
    const kept = { findingId: "f-1", decision: "affected" };
    const record = { ...kept, explain: { steps: [{ input: "jane@example.com" }] } };
    expect(found("policy-evaluation", "policy-evaluation", record)).toEqual({ email: 1, "explain-trace": 1 });
    expect(edited("policy-evaluation", "policy-evaluation", record)).toEqual(kept);
  });

  it("removes who ran a scanner, where, and with which environment", () => {
    const record = {
      runs: [{ invocations: [{ account: "jane", machine: "build-7", environmentVariables: { HOME: "/home/jane" }, exitCode: 0 }] }],
    };
    expect(found("finding", "sarif", record)).toEqual({ "tool-internals": 3 });
    expect(edited("finding", "sarif", record)).toEqual({ runs: [{ invocations: [{ exitCode: 0 }] }] });
  });

  it("marks bytes that nobody looks into", () => {
    const record = { source: { target: { config: "eyJhcmNoIjoiYW1kNjQifQ==", manifest: "", imageID: "sha256:00" } } };
    expect(found("finding", "grype", record)).toEqual({ "opaque-blob": 1 });
    expect(edited("finding", "grype", record)).toEqual({
      source: { target: { config: "[redacted:opaque-blob]", manifest: "", imageID: "sha256:00" } },
    });
  });

  it("takes the value of a member with the name of a secret in an open field", () => {
    const record = { runs: [{ properties: { dbPassword: "C4nary", api_key: "C4nary", keyword: "C4nary", token: "none" } }] };
    // Not what comes after such a member, in this record or the next.
    expect(found("finding", "unknown", [{ password: 1 }, "C4nary", { password: ["C4nary"] }, { password: "" }])).toEqual({});
    expect(found("finding", "unknown", ["C4nary"])).toEqual({});
    expect(found("finding", "sarif", record)).toEqual({ "secret-assignment": 2 });
    expect(edited("finding", "sarif", record)).toEqual({
      runs: [
        {
          properties: {
            dbPassword: "[redacted:secret-assignment]",
            api_key: "[redacted:secret-assignment]",
            keyword: "C4nary",
            token: "none",
          },
        },
      ],
    });
  });
});

describe("fields that no schema lists", () => {
  const record = {
    bomFormat: "CycloneDX",
    components: [{ name: "a", "x-owner": { mail: "jane@example.com", more: { deep: 1 } } }],
    zone: 7,
  };

  it("go where the kind is closed, each counted once with what is found in it", () => {
    expect(found("sbom", "cyclonedx", record)).toEqual({ email: 1, "unlisted-field": 2 });
    expect(edited("sbom", "cyclonedx", record)).toEqual({ bomFormat: "CycloneDX", components: [{ name: "a" }] });
  });

  it("stay in what is published", () => {
    expect(found("vex", "cyclonedx", record)).toEqual({ email: 1 });
    expect(edited("vex", "cyclonedx", record)).toEqual({
      ...record,
      components: [{ name: "a", "x-owner": { mail: "[redacted:email]", more: { deep: 1 } } }],
    });
  });

  it("stay in a finding of a format that has no schema", () => {
    expect(found("finding", "unknown", record)).toEqual({ email: 1 });
  });

  it("are none of those that Trivy 0.74 writes of its server and of where a package is from", () => {
    const dates = { UpdatedAt: "2025-07-02T00:00:00Z", NextUpdate: "2025-07-03T00:00:00Z", DownloadedAt: "2025-07-02T01:00:00Z" };
    const report = {
      SchemaVersion: 2,
      Trivy: {
        Version: "0.74.0",
        Server: {
          Version: "0.74.0",
          VulnerabilityDB: { Version: 2, ...dates },
          JavaDB: { Version: 1, ...dates },
          CheckBundle: { Digest: "sha256:00", DownloadedAt: dates.DownloadedAt },
        },
      },
      Results: [{ Target: "t", Packages: [{ Name: "a", Repository: { Class: "third-party" } }] }],
    };
    expect(found("finding", "trivy", report)).toEqual({});
  });

  it("are not those of an extension point", () => {
    const open = { bomFormat: "CycloneDX", properties: [{ name: "internal:team", value: "x" }], formulation: [{ anything: { goes: 1 } }] };
    expect(found("sbom", "cyclonedx", open)).toEqual({});
  });
});

describe("what a record is known by", () => {
  const evaluation = (findingId: string): object => ({ findingId, decision: "affected", ruleId: "jane@example.com" });

  it("counts an address in every mode and stays, so that two records do not become one", () => {
    for (const id of ["jane@example.com", "of jane@example.com", "password=C4nary12", "mailto:jane@example.com"]) {
      const changed = { ...evaluation(id), ruleId: "[redacted:email]" };
      expect(edited("policy-evaluation", "policy-evaluation", evaluation(id))).toEqual(changed);
      const canonical = encodeCanonical(changed);
      const left = redactor.redact("policy-evaluation", "policy-evaluation", canonical, "edit");
      expect(left.bytes).toBe(canonical);
      expect(left.findings).toEqual([{ rule: id.startsWith("password") ? "secret-assignment" : "email", count: 1 }]);
    }
  });

  it("loses what is surely a secret, with what overlaps it", () => {
    const token = `ghp_${"C4nary".repeat(6)}`;
    expect(edited("policy-evaluation", "policy-evaluation", evaluation(`a@example.com password=${token} b@example.com`))).toEqual({
      ...evaluation("a@example.com password=[redacted:github-token] b@example.com"),
      ruleId: "[redacted:email]",
    });
    expect(found("policy-evaluation", "policy-evaluation", evaluation(`a@example.com ${token}`))).toEqual({ email: 2, "github-token": 1 });
  });

  it.each([
    ["advisory", "osv", { id: "a@x.com" }],
    ["vex", "openvex", { "@id": "a@x.com" }],
    ["vex", "csaf", { document: { tracking: { id: "a@x.com" } } }],
    ["sbom", "cyclonedx", { serialNumber: "a@x.com" }],
    ["sbom", "spdx", { documentNamespace: "a@x.com" }],
    ["finding", "trivy", { ReportID: "a@x.com" }],
    ["finding", "sarif", { runs: [{ automationDetails: { guid: "a@x.com" } }] }],
    ["vex-consensus", "vex-consensus", { consensusId: "a@x.com" }],
    ["maven-artifact", "maven-artifact", { group_id: "a@x.com", artifact_id: "b@x.com", version: "c@x.com" }],
  ] as const)("is left in a %s of %s", (kind, format, record) => {
    expect(edited(kind, format, record)).toEqual(record);
  });
});

it("has the same array for an answer where nothing is changed", () => {
  const canonical = encodeCanonical({ id: "X-1", details: "jane@example.com" });
  expect(redactor.redact("advisory", "osv", canonical, "report").bytes).toBe(canonical);
  expect(redactor.redact("advisory", "osv", canonical, "exclude").bytes).toBe(canonical);
  const clean = encodeCanonical({ id: "X-1" });
  for (const mode of ["report", "edit", "exclude"] as const) expect(redactor.redact("advisory", "osv", clean, mode).bytes).toBe(clean);
});

it.each(["null", "0", "[]", "{}", '""', '"jane@example.com"', "[[[]]]", '{"":{"":""}}', "true"])("takes %s for a record", (text) => {
  for (const kind of KINDS) {
    const { bytes } = redactor.redact(kind, "unknown", encoder.encode(text), "edit");
    expect(isCanonical(bytes)).toBe(true);
  }
});

describe("what other fields refer to", () => {
  // The report's: names with a version that ends as a domain does. An address cannot be told from them.
  const REFS = ["foo@v2.dev", "lib@stable.net", "ceph@quincy.is", "x@v1.ai", "node@lts.net", "jane@example.com"];

  it.each<[Kind, string, (ref: string, other: string) => object, number]>([
    [
      "sbom",
      "cyclonedx",
      (a, b) => ({
        components: [{ "bom-ref": a }, { "bom-ref": b }],
        dependencies: [{ ref: a, dependsOn: [b], provides: [b] }],
        compositions: [{ assemblies: [a], dependencies: [b] }],
        vulnerabilities: [{ "bom-ref": a, id: b, affects: [{ ref: a }] }],
        annotations: [{ subjects: [b] }],
      }),
      11,
    ],
    [
      "sbom",
      "spdx",
      (a, b) => ({
        documentDescribes: [a],
        packages: [{ SPDXID: `SPDXRef-${a}`, hasFiles: [b] }],
        relationships: [{ spdxElementId: `SPDXRef-${a}`, relatedSpdxElement: `SPDXRef-${b}` }],
      }),
      5,
    ],
    [
      "finding",
      "trivy",
      (a, b) => ({
        Results: [
          {
            Packages: [{ ID: a, Identifier: { UID: a, BOMRef: b }, DependsOn: [b] }],
            Vulnerabilities: [{ VulnerabilityID: a, PkgID: b, PkgIdentifier: { BOMRef: b } }],
          },
        ],
      }),
      7,
    ],
    ["finding", "grype", (a, b) => ({ matches: [{ vulnerability: { id: a }, artifact: { id: b } }] }), 2],
    ["finding", "sarif", (a, b) => ({ runs: [{ results: [{ ruleId: a }], tool: { driver: { rules: [{ id: a }, { id: b }] } } }] }), 3],
    ["vex", "csaf", (a, b) => ({ vulnerabilities: [{ product_status: { fixed: [a] }, threats: [{ product_ids: [b] }] }] }), 2],
    ["vex", "openvex", (a, b) => ({ statements: [{ products: [{ "@id": a, subcomponents: [{ "@id": b }] }, a] }] }), 3],
  ])("is counted and stays in a %s of %s, so that two components do not become one", (kind, format, make, count) => {
    for (const ref of REFS) {
      const record = make(ref, `other-${ref}`);
      expect(edited(kind, format, record)).toEqual(record);
      expect(found(kind, format, record)).toEqual({ email: count });
    }
  });

  it("loses what cannot be a name and its version, and what is surely a secret", () => {
    const ref = (text: string): object => ({ components: [{ "bom-ref": text }] });
    const token = `ghp_${"C4nary".repeat(6)}`;
    expect(edited("sbom", "cyclonedx", ref("of jane@example.com"))).toEqual(ref("of [redacted:email]"));
    expect(edited("sbom", "cyclonedx", ref("mailto:jane@example.com"))).toEqual(ref("mailto:[redacted:email]"));
    expect(edited("sbom", "cyclonedx", ref("password=C4nary12"))).toEqual(ref("password=[redacted:secret-assignment]"));
    expect(edited("sbom", "cyclonedx", ref(`jane@example.com-${token}`))).toEqual(ref("jane@example.com-[redacted:github-token]"));
    expect(
      edited("sbom", "cyclonedx", { components: [{ name: "jane@example.com", authors: [{ "bom-ref": "jane@example.com" }] }] }),
    ).toEqual({
      components: [{ name: "[redacted:email]", authors: [{ "bom-ref": "[redacted:email]" }] }],
    });
  });
});
