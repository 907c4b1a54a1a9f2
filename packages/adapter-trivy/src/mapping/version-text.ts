// What counts as the text of one version, whatever the comparer asks: some read every text, and a separator in a bound would make a range mean
// something else. It knows no ecosystem.
import type { Version, VersionScheme } from "../versions/scheme.js";

const VERSION = /^[0-9A-Za-z][0-9A-Za-z.+_~^:!-]*$/;
const NUMBERED = /[0-9]/;
/** `Brixton.RELEASE` is one of Maven's, `latest` is none. */
const IN_PARTS = /[0-9]|[A-Za-z][.-][A-Za-z]/;
const WILDCARD = /(?:^|[^0-9A-Za-z])[xX](?:$|[^0-9A-Za-z])/;

export function looksLikeVersion(text: string): boolean {
  return VERSION.test(text) && NUMBERED.test(text) && !WILDCARD.test(text);
}

export function readVersion(text: string, scheme: VersionScheme): Version | undefined {
  return VERSION.test(text) ? scheme.parseVersion(text) : undefined;
}

/** The same of a package of an operating system, which always has a number: rpm's comparer reads every text. */
export function readSystemVersion(text: string, scheme: VersionScheme): Version | undefined {
  return NUMBERED.test(text) ? readVersion(text, scheme) : undefined;
}

/** A version as the bound of a range: what is written, and what it is compared as. */
export interface ReadBound {
  readonly text: string;
  readonly version: Version;
  /** Where numbers were missing: with all of them. */
  readonly whole?: string;
}

/** A version of these two schemes has three numbers without zeros in front; a bound need not, but `<2` leaves out what comes before 2.0.0. */
const LOOSE = /^v?0*(\d+)(?:\.0*(\d+))?(?:\.0*(\d+))?([-+].*)?$/;

/** `undefined` for what is no version. Blanks around it do not count. */
export function readBound(written: string, scheme: VersionScheme): ReadBound | undefined {
  const text = written.trim();
  if (!IN_PARTS.test(text) || WILDCARD.test(text)) return undefined;
  const version = readVersion(text, scheme);
  if (version !== undefined) return { text, version };
  if (scheme.name !== "npm" && scheme.name !== "bitnami") return undefined;
  const [, major, minor = "0", patch, rest = ""] = LOOSE.exec(text) ?? [];
  if (major === undefined) return undefined;
  const whole = `${major}.${minor}.${patch ?? "0"}${rest}`;
  const completed = scheme.parseVersion(whole);
  return completed && { text, version: completed, ...(patch === undefined ? { whole } : {}) };
}
