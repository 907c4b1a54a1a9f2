// The shapes of the values that Trivy reads, as its Go types say (trivy-db pkg/types/types.go, pkg/vulnsrc/redhat-oval/types.go). As Go's
// encoding/json does, names match in any case, unknown members and null are fine. It knows values, not in which bucket they are.
import { isObject } from "../mapping/json.js";

/** What is wrong with a value; undefined where nothing is. `path` names the member. */
export type Shape = (value: unknown, path: string) => string | undefined;

const mismatch = (path: string, wanted: string): string => `${path === "" ? "the value" : path} is not ${wanted}`;
const nullable =
  (wanted: string, accepts: (value: unknown) => boolean): Shape =>
  (value, path) =>
    value === null || accepts(value) ? undefined : mismatch(path, wanted);

const text = nullable("a string", (value) => typeof value === "string");
const integer = nullable("a whole number", (value) => Number.isSafeInteger(value));
/** Beyond these Trivy panics while it names the severity. */
const severity = nullable("a whole number from 0 to 4", (value) => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 4);
/** A finding of any other is dropped without a word. */
const severityName = nullable("a severity", (value) => typeof value === "string" && SEVERITY_NAMES.has(value));
const number = nullable("a number", (value) => typeof value === "number");
const SEVERITY_NAMES = new Set(["", "UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"]);
const anything: Shape = () => undefined;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const time = nullable("a time of RFC 3339", (value) => typeof value === "string" && TIME.test(value));

function list(item: Shape): Shape {
  return (value, path) => {
    if (value === null) return undefined;
    if (!Array.isArray(value)) return mismatch(path, "a list");
    return firstOf(
      value.map((each, i) => [each, `${path}[${i}]`] as const),
      item,
    );
  };
}

function mapOf(item: Shape): Shape {
  return (value, path) => {
    if (value === null) return undefined;
    if (!isObject(value)) return mismatch(path, "an object");
    return firstOf(
      Object.entries(value).map(([name, each]) => [each, `${path}.${name}`] as const),
      item,
    );
  };
}

function firstOf(items: readonly (readonly [value: unknown, path: string])[], shape: Shape): string | undefined {
  for (const [value, path] of items) {
    const problem = shape(value, path);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function object(members: Readonly<Record<string, Shape>>): Shape {
  const byLowerCase = new Map(Object.entries(members).map(([name, shape]) => [name.toLowerCase(), shape]));
  return (value, path) => {
    if (value === null) return undefined;
    if (!isObject(value)) return mismatch(path, "an object");
    for (const name of Object.keys(value)) {
      const problem = byLowerCase.get(name.toLowerCase())?.(value[name], path === "" ? name : `${path}.${name}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

const dataSource = object({ ID: text, Name: text, URL: text, BaseID: text });
const cvss = object({ V2Vector: text, V3Vector: text, V40Vector: text, V2Score: number, V3Score: number, V40Score: number });

const ADVISORY = {
  VendorIDs: list(text),
  OSes: list(text),
  Arches: list(text),
  Status: integer,
  Severity: severity,
  FixedVersion: text,
  AffectedVersion: text,
  VulnerableVersions: list(text),
  PatchedVersions: list(text),
  UnaffectedVersions: list(text),
  DataSource: dataSource,
  Custom: anything,
};

/** Of an entry in a package's bucket; Rocky and Oracle have `Entries` as well. */
export const ADVISORY_SHAPE = object({ ...ADVISORY, Entries: list(object(ADVISORY)) });

/** Of an entry in a package's bucket of `Red Hat`. */
export const RED_HAT_SHAPE = object({
  Entries: list(
    object({
      FixedVersion: text,
      Cves: list(object({ ID: text, Severity: severity })),
      Arches: list(text),
      Status: integer,
      Affected: list(integer),
    }),
  ),
});

/** Of an entry of `vulnerability`. */
export const VULNERABILITY_SHAPE = object({
  Title: text,
  Description: text,
  Severity: severityName,
  CweIDs: list(text),
  VendorSeverity: mapOf(severity),
  CVSS: mapOf(cvss),
  References: list(text),
  PublishedDate: time,
  LastModifiedDate: time,
  Custom: anything,
});

/** Of an entry of `data-source`. */
export const DATA_SOURCE_SHAPE = dataSource;

/** Of an entry of `repository` and `nvr` in `Red Hat CPE`. */
export const CPE_INDICES_SHAPE = list(integer);
