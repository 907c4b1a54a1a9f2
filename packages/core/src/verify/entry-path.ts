// Which names may stand in a bundle and which could lead out of it or deceive a reader. It knows names only, no files.

/** Names that lie beside the manifest's contents and that `contents[]` therefore must not use. */
export const MANIFEST_PATH = "export.json";
export const PROVENANCE_PATH = "provenance.json";
export const SIGNATURES_FOLDER = "signatures";

// U+FFFD stands for bytes that are not UTF-8: readers decode names with replacement.
const DECEPTIVE = /[\u0000-\u001f\u007f-\u009f\\\ufffd]/;

// What nearly all names are: nothing to be said against any of these.
const PLAIN = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/** Why an entry of that name must not be touched, or `undefined` where the name is harmless (which does not mean expected). */
export function unsafePathReason(path: string): string | undefined {
  if (PLAIN.test(path)) return undefined;
  if (path === "") return "an empty name";
  if (path.startsWith("/")) return "an absolute path";
  if (path.includes("\\")) return "a backslash in the name";
  if (DECEPTIVE.test(path)) return "a control character or a byte that is not UTF-8 in the name";
  for (const segment of path.split("/")) {
    if (segment === "") return "an empty path segment";
    if (segment === "." || segment === "..") return `the path segment "${segment}"`;
  }
  return undefined;
}

/** True for the names of the manifest, the provenance, the signatures' folder and anything under them. */
export function isReservedPath(path: string): boolean {
  const slash = path.indexOf("/");
  const first = slash < 0 ? path : path.slice(0, slash);
  return first === MANIFEST_PATH || first === PROVENANCE_PATH || first === SIGNATURES_FOLDER;
}

/** The name for a message: no control characters, at most 200 characters. */
export function printablePath(path: string): string {
  const clean = path.replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
  return clean.length > 200 ? `${clean.slice(0, 200)}…` : clean;
}
