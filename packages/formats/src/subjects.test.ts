// What an SBOM describes, under every name that it may be asked for by; and that nothing is said where that is not known.
import { expect, test } from "vitest";
import { describedAs, facetsIn } from "./document-fixture.js";

const app = { SPDXID: "SPDXRef-a", name: "app" };
const spdx = (change: object): object => ({
  spdxVersion: "SPDX-2.3",
  SPDXID: "SPDXRef-DOCUMENT",
  name: "sbom-42",
  packages: [app],
  ...change,
});
const relationship = (spdxElementId: string, relationshipType: string, relatedSpdxElement: string): object => ({
  relationships: [{ spdxElementId, relationshipType, relatedSpdxElement, comment: "x" }],
});
const documentDescribes = ["SPDXRef-a"];

test.each([
  ["DESCRIBES", relationship("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-a"), []],
  ["DESCRIBED_BY", relationship("SPDXRef-a", "DESCRIBED_BY", "SPDXRef-DOCUMENT"), []],
  ["an id that is not the first key", { packages: [{ ...app, Annotations: [], "@type": "x" }], documentDescribes }, []],
  ["a version", { packages: [{ ...app, versionInfo: "1.2" }], documentDescribes }, ["app:1.2", "app@1.2"]],
])("SPDX, by %s", (_, change, others) => {
  expect(facetsIn(spdx(change)).subjects).toEqual(["app", ...others, "sbom-42"]);
  expect(describedAs(spdx(change)).aliases).toEqual(["sbom-42", "app"]);
});

test.each([
  ["nothing", {}],
  ["itself", { documentDescribes: ["SPDXRef-DOCUMENT"] }],
  ["a package that is not there", { documentDescribes: ["SPDXRef-a", "SPDXRef-gone"] }],
  ["itself in another", relationship("SPDXRef-DOCUMENT", "DESCRIBED_BY", "SPDXRef-a")],
  ["a package with too long a name", { packages: [{ ...app, name: "a".repeat(2000) }], documentDescribes }],
])("SPDX that describes %s says nothing of subjects", (_, change) => {
  expect(facetsIn(spdx(change))).not.toHaveProperty("subjects");
});

test.each([
  [{ name: "nginx:1.25" }, ["nginx:1.25"]],
  [{ name: "nginx", version: "1.25" }, ["nginx", "nginx:1.25", "nginx@1.25"]],
  [{ name: "nginx", version: "sha256:ab", purl: "pkg:oci/nginx" }, ["pkg:oci/nginx", "nginx", "nginx:sha256:ab", "nginx@sha256:ab"]],
  [{ name: "app", group: "@acme" }, ["app", "@acme/app", "@acme:app"]],
  [
    { name: "app", group: "com.acme", version: "1" },
    ["app", "app:1", "app@1", "com.acme/app", "com.acme/app:1", "com.acme/app@1", "com.acme:app", "com.acme:app:1", "com.acme:app@1"],
  ],
  [{ name: "", version: "1", group: "g" }, []],
  [{ name: "a".repeat(2000), purl: "pkg:oci/a" }, []],
])("CycloneDX, %j", (component, subjects) => {
  expect(facetsIn({ bomFormat: "CycloneDX", specVersion: "1.6", components: [], metadata: { component } }).subjects).toEqual(subjects);
});
