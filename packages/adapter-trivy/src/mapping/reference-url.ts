// The one form of a reference's address in a Trivy database (trivy-db pkg/vulnsrc/vulnerability/vulnerability.go, canonicalizeReferenceURL,
// and the parts of Go's net/url that it goes through). It knows no record.
import { compareUtf8, encodeUtf8 } from "@stella-export/core";

/** What Go leaves as it is, with nothing to decide: lower-case scheme and host, a path of plain characters, any query, no fragment. */
const PLAIN = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(?::\d+)?(?:\/[A-Za-z0-9._~$&+:=@/-]*)?(?:\?[!-"$-~]+)?$/;

/** Sorted by bytes, each once. */
export function canonicalReferences(urls: readonly string[]): string[] {
  const found = new Set<string>();
  for (const url of urls) {
    const trimmed = url.trim();
    if (!trimmed.includes("\n")) found.add(canonicalUrl(trimmed));
    else for (const line of trimmed.split("\n")) found.add(canonicalUrl(line));
  }
  return found.size < 2 ? [...found] : [...found].toSorted(compareUtf8);
}

/** The text itself where Go could not parse it, or where it is no absolute URL with a host. */
export function canonicalUrl(raw: string): string {
  if (PLAIN.test(raw)) return raw;
  const parts = splitUrl(raw);
  if (parts === undefined) return raw;
  const { scheme, host, path, query, fragment } = parts;
  // Where the path is none that Go would leave as it is, it forgets which slashes were escaped.
  const decoded = VALID_PATH.test(path)
    ? path.split("/").map((segment) => unescape(segment) ?? segment)
    : (unescape(path) ?? path).split("/");
  const segments = decoded.map(escapeSegment);
  const front = `${scheme.toLowerCase()}://${escapeHost(host.toLowerCase())}`;
  const slash = path === "" || path.startsWith("/") ? "" : "/";
  return `${front}${slash}${segments.join("/")}${query === "" ? "" : `?${query}`}${fragment === "" ? "" : `#${escapeFragment(fragment)}`}`;
}

const VALID_PATH = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@[\]/]|%[0-9A-Fa-f]{2})*$/;

interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

const URL_FORM = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/;

/** As `url.Parse` takes it apart; `undefined` where that fails or finds no host. */
function splitUrl(raw: string): UrlParts | undefined {
  for (let i = 0; i < raw.length; i++) if (raw.charCodeAt(i) < 0x20 || raw.charCodeAt(i) === 0x7f) return undefined;
  const match = URL_FORM.exec(raw);
  if (match === null) return undefined;
  const [, scheme = "", authority = "", path = "", query = "", fragment = ""] = match;
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  if (!isHost(host) || !isUserInfo(authority.slice(0, Math.max(authority.lastIndexOf("@"), 0)))) return undefined;
  if (unescape(path) === undefined || unescape(fragment) === undefined) return undefined;
  return { scheme, host, path, query, fragment };
}

function isHost(host: string): boolean {
  if (host === "" || /[\s\\^`{|}%]/.test(host) || host.lastIndexOf("[") > 0) return false;
  const port = host.startsWith("[") ? host.slice(host.indexOf("]") + 1) : host.slice(host.includes(":") ? host.indexOf(":") : host.length);
  return /^(?::\d*)?$/.test(port);
}

function isUserInfo(text: string): boolean {
  return /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(text) && unescape(text) !== undefined;
}

function escapeHost(host: string): string {
  return [...encodeUtf8(host)].map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : percent(byte))).join("");
}

/** The bytes behind the percent signs as U+0000–U+00FF; `undefined` for a percent sign that nothing follows. */
function unescape(text: string): string | undefined {
  let bytes = Buffer.from(encodeUtf8(text)).toString("latin1");
  if (!bytes.includes("%")) return bytes;
  if (/%(?![0-9A-Fa-f]{2})/.test(bytes)) return undefined;
  bytes = bytes.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return bytes;
}

/** `url.PathEscape` over bytes. */
function escapeSegment(bytes: string): string {
  return bytes.replaceAll(/[^A-Za-z0-9\-._~$&+:=@]/g, (unit) => percent(unit.charCodeAt(0)));
}

/** As written where that is a valid fragment, else escaped anew. */
function escapeFragment(fragment: string): string {
  if (/^(?:[A-Za-z0-9\-._~$&+,/:;=?@!()*'[\]]|%[0-9A-Fa-f]{2})*$/.test(fragment)) return fragment;
  const bytes = unescape(fragment) ?? fragment;
  return bytes.replaceAll(/[^A-Za-z0-9\-._~$&+,/:;=?@!()*]/g, (unit) => percent(unit.charCodeAt(0)));
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
