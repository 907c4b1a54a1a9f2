// What a record says of Maven artifacts: coordinates and the SHA-1 of a file. It knows three kinds of records, not the database.
import { decodeUtf8, type Kind } from "@stella-export/core";
import { parsePurl } from "@stella-export/formats";
import { isObject, type JsonObject, objectsOf } from "../mapping/json.js";

/** One archive of a release. */
export interface JavaArtifact {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  /** The two that trivy-java-db knows: `aar`, and `jar` for every other archive, which Trivy finds as well. */
  readonly type: "jar" | "aar";
  /** Whether it is the release's main archive. Where two claim the same bytes, it is the one that counts. */
  readonly isMain: boolean;
  /** 20 bytes. */
  readonly sha1: Uint8Array;
}

const SHA1 = /^[0-9a-fA-F]{40}$/;
const CYCLONEDX_ALGORITHM = "SHA-1";
const SPDX_ALGORITHM = "SHA1";

/** The artifacts of a canonical record. What a bill of materials names without SHA-1, or beside Maven, is none. */
export function* javaArtifacts(kind: Kind, body: Uint8Array): Generator<JavaArtifact, void> {
  const document: unknown = JSON.parse(decodeUtf8(body));
  if (!isObject(document)) return;
  if (kind === "maven-artifact") yield* ofRow(document);
  else if (isText(document["spdxVersion"])) yield* ofSpdx(document);
  else yield* ofCycloneDx(document);
}

function* ofRow(row: JsonObject): Generator<JavaArtifact, void> {
  const { group_id: group, artifact_id: artifact, version, sha1 } = row;
  if (isText(group) && isText(artifact) && isText(version) && isSha1(sha1))
    yield { group, artifact, version, type: "jar", isMain: true, sha1: Buffer.from(sha1, "hex") };
}

// The spool holds documents up to 128 deep, so that this recursion ends.
function* ofCycloneDx(document: JsonObject): Generator<JavaArtifact, void> {
  const { metadata } = document;
  if (isObject(metadata) && isObject(metadata["component"])) yield* ofComponent(metadata["component"]);
  for (const component of objectsOf(document["components"])) yield* ofComponent(component);
}

function* ofComponent(component: JsonObject): Generator<JavaArtifact, void> {
  const sha1 = objectsOf(component["hashes"]).find(({ alg }) => alg === CYCLONEDX_ALGORITHM)?.["content"];
  yield* ofPurl(component["purl"], sha1);
  for (const child of objectsOf(component["components"])) yield* ofComponent(child);
}

function* ofSpdx(document: JsonObject): Generator<JavaArtifact, void> {
  for (const each of objectsOf(document["packages"])) {
    const sha1 = objectsOf(each["checksums"]).find(({ algorithm }) => algorithm === SPDX_ALGORITHM)?.["checksumValue"];
    for (const reference of objectsOf(each["externalRefs"]))
      if (reference["referenceType"] === "purl") yield* ofPurl(reference["referenceLocator"], sha1);
  }
}

function* ofPurl(text: unknown, sha1: unknown): Generator<JavaArtifact, void> {
  if (!isText(text) || !isSha1(sha1)) return;
  const purl = parsePurl(text);
  if (purl?.type !== "maven" || !isText(purl.namespace) || !isText(purl.version)) return;
  const qualifier = (name: string): string | undefined => purl.qualifiers.find(([key]) => key === name)?.[1];
  const type = qualifier("type");
  if (type === "pom") return;
  yield {
    group: purl.namespace,
    artifact: purl.name,
    version: purl.version,
    type: type === "aar" ? "aar" : "jar",
    isMain: qualifier("classifier") === undefined,
    sha1: Buffer.from(sha1, "hex"),
  };
}

/** Some text, without the character that separates texts while they are sorted; no coordinate holds it. */
function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !value.includes("\0");
}

function isSha1(value: unknown): value is string {
  return isText(value) && SHA1.test(value);
}
