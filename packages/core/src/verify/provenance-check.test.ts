import { describe, expect, it } from "vitest";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../bytes.js";
import { encodeCanonical } from "../canonical/canonical.js";
import { fixedClock } from "../clock.js";
import { nodeSha256 as sha256 } from "../node/sha256.js";
import type { ProfileSpec } from "../profile/schema.js";
import { buildFixture, readerOf } from "./bundle-fixture.js";
import { inFiles, inManifest, type Tampering } from "./tampering-fixture.js";
import { verifyBundle } from "./verify-bundle.js";

type Statement = Record<string, unknown> & {
  subject: unknown[];
  predicate: { buildDefinition: Definition; runDetails: { builder: { id: string } } };
};
type Definition = {
  buildType: string;
  externalParameters: Record<string, unknown>;
  internalParameters: unknown;
  resolvedDependencies: unknown[];
};

const inProvenance = (name: string, edit: (statement: Statement, definition: Definition) => void): Tampering =>
  inFiles(
    name,
    (files) => {
      const statement = JSON.parse(decodeUtf8(files.get("provenance.json") as Uint8Array)) as Statement;
      edit(statement, statement.predicate.buildDefinition);
      files.set("provenance.json", encodeCanonical(statement));
    },
    ["PROVENANCE_MISMATCH provenance.json"],
  );

const PROVENANCE: readonly Tampering[] = [
  inFiles("no JSON", (files) => files.set("provenance.json", encodeUtf8("{")), ["PROVENANCE_MISMATCH provenance.json"]),
  inFiles(
    "a line end",
    (files) => files.set("provenance.json", concatBytes([files.get("provenance.json") as Uint8Array, encodeUtf8("\n")])),
    ["PROVENANCE_MISMATCH provenance.json"],
  ),
  inProvenance("another statement type", (statement) => (statement._type = "https://in-toto.io/Statement/v0.1")),
  inProvenance("another predicate type", (statement) => (statement.predicateType = "https://slsa.dev/provenance/v0.2")),
  inProvenance("another subject", (statement) => (statement.subject = [{ name: "export.json", digest: { sha256: "0".repeat(64) } }])),
  inProvenance("another name of the subject", (statement) => ((statement.subject[0] as { name: string }).name = "README.md")),
  inProvenance("a second subject", (statement) => statement.subject.push(statement.subject[0])),
  inProvenance("no subject", (statement) => (statement.subject = [])),
  inProvenance("another tenant", (_, definition) => (definition.externalParameters.tenant = "evil")),
  inProvenance("another asOf", (_, definition) => (definition.externalParameters.asOf = "2025-01-02T03:04:06Z")),
  inProvenance("another sequence", (_, definition) => (definition.externalParameters.sequence = 1)),
  inProvenance("another source", (_, definition) => (definition.externalParameters.sources = ["osv"])),
  inProvenance("another profile", (_, definition) => ((definition.externalParameters.profile as ProfileSpec).limits.depth = 64)),
  inProvenance("no profile", (_, definition) => Reflect.deleteProperty(definition.externalParameters, "profile")),
  inProvenance("a parameter more", (_, definition) => (definition.externalParameters.out = "/home/me")),
  inProvenance("a dependency less", (_, definition) => definition.resolvedDependencies.pop()),
  inProvenance("a dependency more", (_, definition) =>
    definition.resolvedDependencies.push({ name: "x", digest: { sha256: "0".repeat(64) } }),
  ),
  inProvenance("dependencies in another order", (_, definition) => definition.resolvedDependencies.reverse()),
  inProvenance("another tool", (_, definition) => (definition.internalParameters = {})),
  inProvenance("another build type", (_, definition) => (definition.buildType = "https://example.test/other")),
  inProvenance("another builder", (statement) => (statement.predicate.runDetails.builder.id = "https://example.test/evil")),
  inProvenance("a time", (statement) => Object.assign(statement.predicate.runDetails, { metadata: { startedOn: "2025-01-01T00:00:00Z" } })),
  inProvenance("a member more", (statement) => (statement.note = "x")),
  inManifest(
    "of another manifest",
    (manifest) => manifest.sequence++,
    ["PROVENANCE_MISMATCH provenance.json"].flatMap((text) => [text, text]),
    ["provenance"],
  ),
  inManifest(
    "another profile digest",
    (manifest) => (manifest.profile.digest = `sha256:${"0".repeat(64)}`),
    ["PROVENANCE_MISMATCH provenance.json"],
    ["profileDigest"],
  ),
  inManifest("a profile of another kind", ({ profile }) => Object.assign(profile, { kind: "trivy", name: "x" }), [
    "PROVENANCE_MISMATCH provenance.json",
  ]),
  inManifest("other selectors than the profile's", (manifest) => (manifest.selectors = { ecosystems: ["npm"] }), [
    "PROVENANCE_MISMATCH provenance.json",
  ]),
  inManifest("another adapter than the profile's", ({ tool }) => (tool.adapter = "trivy:db"), ["PROVENANCE_MISMATCH provenance.json"]),
  inManifest("a profile without a builder", (_, spec) => Object.assign(spec, { signing: {} }), ["PROVENANCE_MISMATCH provenance.json"]),
];

describe("provenance.json", () => {
  it.each(PROVENANCE)("is refused with $name", async ({ tamper, expected }) => {
    const reader = readerOf(tamper(await buildFixture({ sha256 }), sha256));
    const { verdict, failures } = await verifyBundle(reader, { sha256, mode: { kind: "integrity-only" }, clock: fixedClock(0) });
    expect(failures.map(({ code, path }) => `${code.slice("ERR_EXPORT_".length)} ${path}`)).toEqual(expected);
    expect(verdict).toBe("failed");
  });
});
