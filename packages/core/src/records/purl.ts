// Package URLs (github.com/package-url/purl-spec, PURL-SPECIFICATION.rst and PURL-TYPES.rst). It knows their text, not what is behind them.
//
// Our own and not the kept library `packageurl-js`: that one throws, goes through `URL`, and is CommonJS; this runs over every component of
// every SBOM.

/** A package URL taken apart, percent-decoded and normalised as its type demands. Parts that are not there are empty. */
export interface Purl {
  readonly type: string;
  /** Segments joined by `/`. */
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** Without empty values, sorted by key. */
  readonly qualifiers: readonly (readonly [key: string, value: string])[];
  readonly subpath: string;
}

/** Longest text that is taken for a package URL, in UTF-16 units. */
const MAX_LENGTH = 4096;
const TYPE = /^[A-Za-z][A-Za-z0-9.+-]*$/;
const QUALIFIER_KEY = /^[A-Za-z.\-_][A-Za-z0-9.\-_]*$/;

/** `undefined` for everything that is no valid package URL. */
export function parsePurl(text: string): Purl | undefined {
  if (text.length > MAX_LENGTH || text.slice(0, 4).toLowerCase() !== "pkg:") return undefined;
  let rest = text.slice(4).replace(/^\/+/, "");
  let subpath: string | undefined = "";
  let qualifiers: Purl["qualifiers"] | undefined = [];
  const hash = rest.lastIndexOf("#");
  if (hash >= 0) {
    subpath = decodeSegments(rest.slice(hash + 1), true);
    rest = rest.slice(0, hash);
  }
  const question = rest.lastIndexOf("?");
  if (question >= 0) {
    qualifiers = parseQualifiers(rest.slice(question + 1));
    rest = rest.slice(0, question);
  }
  const slash = rest.indexOf("/");
  const type = rest.slice(0, Math.max(slash, 0)).toLowerCase();
  let path = rest.slice(slash + 1).replace(/\/+$/, "");
  let version: string | undefined = "";
  // An `@` before the last slash is an npm scope that nobody encoded, not a version.
  const at = path.lastIndexOf("@");
  if (at > 0 && at > path.lastIndexOf("/")) {
    version = decode(path.slice(at + 1));
    path = path.slice(0, at);
  }
  const lastSlash = path.lastIndexOf("/");
  const name = decode(path.slice(lastSlash + 1));
  const namespace = decodeSegments(path.slice(0, Math.max(lastSlash, 0)), false);
  if (!TYPE.test(type) || !name || version === undefined || namespace === undefined || subpath === undefined || qualifiers === undefined)
    return undefined;
  return normalised({ type, namespace, name, version, qualifiers, subpath });
}

/** What can be read of a text that is meant as a package URL: without its qualifiers where those are damaged, and without its version. */
export function parsePurlLoosely(text: string): Purl | undefined {
  const [path = ""] = text.split(/[?#]/, 1);
  return parsePurl(text) ?? parsePurl(path) ?? parsePurl(path.replace(/@[^/@]*$/, ""));
}

/** The canonical text of a package URL. */
export function formatPurl({ type, namespace, name, version, qualifiers, subpath }: Purl): string {
  const path = [type, ...(namespace === "" ? [] : namespace.split("/").map(encode)), encode(name)].join("/");
  const query = qualifiers.map(([key, value]) => `${key}=${encode(value)}`).join("&");
  return `pkg:${path}${version && `@${encode(version)}`}${query && `?${query}`}${subpath && `#${subpath.split("/").map(encode).join("/")}`}`;
}

function parseQualifiers(text: string): Purl["qualifiers"] | undefined {
  const pairs = new Map<string, string>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const key = pair.slice(0, Math.max(equals, 0)).toLowerCase();
    const value = decode(pair.slice(equals + 1));
    if (!QUALIFIER_KEY.test(key) || value === undefined || pairs.has(key)) return undefined;
    pairs.set(key, value);
  }
  return [...pairs].filter(([, value]) => value !== "").sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Without empty segments, and in a subpath without `.` and `..`; an encoded slash would make one segment two. */
function decodeSegments(text: string, isSubpath: boolean): string | undefined {
  const segments: string[] = [];
  for (const part of text.split("/")) {
    if (part === "") continue;
    const segment = decode(part);
    if (segment === undefined || segment.includes("/")) return undefined;
    if (!isSubpath || (segment !== "." && segment !== "..")) segments.push(segment);
  }
  return segments.join("/");
}

function decode(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/%3A/g, ":")
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

const LOWER_NAMESPACE = new Set(["alpm", "apk", "bitbucket", "composer", "deb", "github", "hex", "rpm"]);
const LOWER_NAME = new Set(["alpm", "apk", "bitbucket", "bitnami", "composer", "deb", "github", "hex", "oci", "pypi"]);

// PURL-TYPES.rst, "case" of each type.
function normalised(purl: Purl): Purl {
  const { type } = purl;
  const namespace = LOWER_NAMESPACE.has(type) ? purl.namespace.toLowerCase() : purl.namespace;
  const name = LOWER_NAME.has(type) ? purl.name.toLowerCase() : purl.name;
  return { ...purl, namespace, name: type === "pypi" ? name.replaceAll("_", "-") : name };
}
