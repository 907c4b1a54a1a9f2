// A package that a record names in a form that is not read may be any: then nothing is said of the others either.
import { expect, test } from "vitest";
import { facetsIn } from "./document-fixture.js";

const OTHER = "pkg:npm/other@1";
const LINK = "urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1";

const cyclonedx = (...purls: readonly unknown[]): object => ({
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  components: [...purls, OTHER].map((purl) => ({ name: "x", purl })),
});
const vex = (...refs: readonly unknown[]): object => ({
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  metadata: { component: { "bom-ref": "self", purl: "pkg:oci/self" } },
  vulnerabilities: [{ affects: [...refs, OTHER].map((ref) => ({ ref })) }],
});
const openvex = (...statements: readonly object[]): object => ({
  "@context": "https://openvex.dev/ns/v0.2.0",
  statements: [...statements, { products: [{ "@id": OTHER }] }].map((statement) => ({ vulnerability: { name: "CVE-1" }, ...statement })),
});
const products = (...list: readonly unknown[]): object => openvex({ products: list });
const csaf = (...purls: readonly unknown[]): object => ({
  document: { category: "csaf_vex", csaf_version: "2.0", tracking: { id: "x" } },
  product_tree: { full_product_names: [...purls, OTHER].map((purl) => ({ product_identification_helper: { purl } })) },
});
const spdx = (referenceLocator: string): object => ({
  spdxVersion: "SPDX-2.3",
  packages: [referenceLocator, OTHER].map((locator) => ({ externalRefs: [{ referenceType: "purl", referenceLocator: locator }] })),
});
const purl = "pkg:npm/vv@1";
const trivy = (identifier: object): object => ({
  SchemaVersion: 2,
  Results: [{ Vulnerabilities: [{ PkgName: "vv", ...identifier }, { PkgIdentifier: { PURL: OTHER } }] }],
});
const grype = (artifact: object): object => ({
  descriptor: {},
  matches: [artifact, { purl: OTHER }].map((each) => ({ vulnerability: {}, artifact: { name: "vv", ...each } })),
});
const uris = (uri: string): object => ({
  ...csaf(),
  product_tree: {
    full_product_names: [
      { product_identification_helper: { x_generic_uris: [{ namespace: "https://github.com/package-url", uri }] } },
      { product_identification_helper: { purl: OTHER } },
    ],
  },
});

test.each([
  ["CycloneDX, in capitals", cyclonedx("PKG:npm/vv@1"), ["PKG:npm/vv@1", OTHER]],
  ["CycloneDX, in both cases", cyclonedx("Pkg:npm/vv@1"), ["Pkg:npm/vv@1", OTHER]],
  ["CycloneDX, none", cyclonedx(null, ""), [OTHER]],
  ["CycloneDX, a reference in capitals", vex("PKG:npm/vv@1"), ["pkg:oci/self", "PKG:npm/vv@1", OTHER]],
  ["CycloneDX, a BOM-Link", vex(`${LINK}#${purl}`), ["pkg:oci/self", OTHER, purl]],
  ["CycloneDX, an encoded BOM-Link", vex(`${LINK}#pkg%3Anpm%2Fvv%401`), ["pkg:oci/self", OTHER, purl]],
  ["CycloneDX, what the BOM describes", vex("self"), ["pkg:oci/self", OTHER]],
  ["OpenVEX, strings", products(purl), [OTHER, purl]],
  ["OpenVEX, in capitals", products({ "@id": "PKG:npm/vv@1" }), ["PKG:npm/vv@1", OTHER]],
  ["OpenVEX, an identifier", products({ "@id": "https://x", identifiers: { purl } }), [purl, OTHER]],
  ["OpenVEX, a part of something", products({ "@id": "https://x", subcomponents: [{ "@id": purl }] }), [purl, OTHER]],
  ["OpenVEX, a string for a part", products({ "@id": "https://x", subcomponents: [purl] }), [OTHER, purl]],
  ["CSAF, in capitals", csaf("PKG:npm/vv@1"), ["PKG:npm/vv@1", OTHER]],
  ["CSAF, one of the generic URIs", uris(purl), [purl, OTHER]],
  ["CSAF, another generic URI", uris("https://x"), [OTHER]],
  ["Trivy, in capitals", trivy({ PkgIdentifier: { PURL: "PKG:npm/vv@1" } }), ["PKG:npm/vv@1", OTHER]],
  ["Grype, in capitals", grype({ purl: "PKG:npm/vv@1" }), ["PKG:npm/vv@1", OTHER]],
  ["SPDX, in capitals", spdx("PKG:npm/vv@1"), ["PKG:npm/vv@1", OTHER]],
])("%s: read", (_, document, list) => {
  expect(facetsIn(document).products).toEqual(list);
});

test.each([
  ["CycloneDX, a text", cyclonedx(" pkg:npm/vv@1")],
  ["CycloneDX, no text", cyclonedx({ type: "npm" })],
  ["CycloneDX, a component of another BOM", vex(`${LINK}#vv`)],
  ["CycloneDX, another BOM", vex(LINK)],
  ["CycloneDX, a damaged BOM-Link", vex(`${LINK}#pkg%3`)],
  ["CycloneDX, a component that is not there", vex("vv")],
  ["CycloneDX, no reference", vex(undefined)],
  ["CycloneDX, nothing affected", { ...vex(), vulnerabilities: [{ affects: [{ ref: OTHER }] }, { id: "CVE-1" }] }],
  ["OpenVEX, a CPE", products({ "@id": "https://x", identifiers: { cpe23: "cpe:2.3:a:x:vv:1:*:*:*:*:*:*:*" } })],
  ["OpenVEX, a name", products("vv")],
  ["OpenVEX, no products", openvex({})],
  ["OpenVEX, a part without a package URL", products({ "@id": "https://x", subcomponents: [{ "@id": purl }, { "@id": "vv" }] })],
  ["CSAF, a text", csaf("vv")],
  ["Trivy, no package URL", trivy({})],
  ["Trivy, an empty one", trivy({ PkgIdentifier: { PURL: "" } })],
  ["Grype, no package URL", grype({})],
  ["Grype, an empty one", grype({ purl: "" })],
])("%s: not read", (_, document) => {
  expect(facetsIn(document)).not.toHaveProperty("products");
  expect(facetsIn(document)).not.toHaveProperty("ecosystems");
});
