// Components of an SBOM as Trivy takes them in (trivy@v0.69.3 pkg/sbom/cyclonedx/unmarshal.go, pkg/sbom/spdx/unmarshal.go): CycloneDX as JSON, its
// components at the top, and SPDX 2 as JSON. It knows documents, not what Trivy looks for.
import { type JsonObject, objectOf, objectsOf, textOf } from "../mapping/json.js";

export interface SbomComponent {
  /** As it stands there. */
  readonly purl: string;
  /** With the group before it, where there is one. */
  readonly name: string;
  /** Trivy's own facts (`SrcName`, `Modularitylabel`, …); the first of a name counts, all of `ContentSet`. */
  readonly properties: readonly (readonly [name: string, value: string])[];
}

export interface Sbom {
  /** Trivy's name of the operating system and its release; absent where the SBOM names none. */
  readonly system: { readonly family: string; readonly release: string } | undefined;
  readonly components: readonly SbomComponent[];
}

/** `undefined` for what is neither. */
export function toSbom(document: unknown): Sbom | undefined {
  const value = objectOf(document);
  if (value["bomFormat"] === "CycloneDX") return ofCycloneDx(value);
  return textOf(value["spdxVersion"]).startsWith("SPDX-2") ? ofSpdx(value) : undefined;
}

const TRIVY_NAMESPACE = "aquasecurity:trivy:";
const CYCLONEDX_TYPES = new Set(["container", "application", "library", "framework", "operating-system", "platform", "file"]);

function ofCycloneDx(document: JsonObject): Sbom {
  const all = [objectOf(objectOf(document["metadata"])["component"]), ...objectsOf(document["components"])];
  const known = all.filter(({ type }) => CYCLONEDX_TYPES.has(textOf(type)));
  const system = known.find(({ type }) => type === "operating-system");
  const components = known.map((component) => {
    const [group, name] = [textOf(component["group"]), textOf(component["name"])];
    const properties = objectsOf(component["properties"]).map((property) => {
      const key = textOf(property["name"]);
      return [key.startsWith(TRIVY_NAMESPACE) ? key.slice(TRIVY_NAMESPACE.length) : key, textOf(property["value"])] as const;
    });
    return { type: component["type"], purl: textOf(component["purl"]), name: group === "" ? name : `${group}/${name}`, properties };
  });
  return {
    system: system === undefined ? undefined : { family: textOf(system["name"]), release: textOf(system["version"]) },
    // An application with a type is the file that packages were found in, not a package.
    components: components.filter(
      ({ type, properties }) => type !== "operating-system" && !(type === "application" && properties.some(([name]) => name === "Type")),
    ),
  };
}

const SOURCE_PREFIX = "built package from: ";

function ofSpdx(document: JsonObject): Sbom {
  const packages = objectsOf(document["packages"]);
  const system = packages.find((each) => spdxId(each).startsWith("OperatingSystem"));
  return {
    system: system === undefined ? undefined : { family: textOf(system["name"]), release: textOf(system["versionInfo"]) },
    components: packages
      .filter((each) => !spdxId(each).startsWith("OperatingSystem"))
      .map((each) => ({ purl: spdxPurl(each), name: textOf(each["name"]), properties: spdxProperties(each) })),
  };
}

function spdxId({ SPDXID: id }: JsonObject): string {
  return textOf(id).replace(/^SPDXRef-/, "");
}

function spdxPurl(each: JsonObject): string {
  const reference = objectsOf(each["externalRefs"]).find(
    ({ referenceType, referenceCategory }) => referenceType === "purl" && textOf(referenceCategory).replace("_", "-") === "PACKAGE-MANAGER",
  );
  return textOf(reference?.["referenceLocator"]);
}

function spdxProperties(each: JsonObject): SbomComponent["properties"] {
  const comments = objectsOf(each["annotations"]).map(({ comment }) => textOf(comment));
  const texts = comments.length > 0 ? comments : Array.isArray(each["attributionTexts"]) ? each["attributionTexts"].map(textOf) : [];
  const properties = texts.flatMap((text): (readonly [string, string])[] => {
    const at = text.indexOf(": ");
    return at < 0 ? [] : [[text.slice(0, at), text.slice(at + 2)]];
  });
  const info = textOf(each["sourceInfo"]);
  if (!info.startsWith(SOURCE_PREFIX)) return properties;
  const [name = "", version = ""] = info.slice(SOURCE_PREFIX.length).split(" ", 2);
  return [...properties, ["SrcName", name], ["SrcVersion", version]];
}
