// Looks into a value of the database without parsing it: a database has millions of them, and four questions are asked of each.

const COLON = 0x3a;
const QUOTE = 0x22;
const BRACKET = 0x5b;
const BRACE = 0x7b;
const ZERO = 0x30;
const NINE = 0x39;

const member = (name: string): Buffer => Buffer.from(`"${name}"`);
const VULNERABLE = member("VulnerableVersions");
const PATCHED = member("PatchedVersions");
const UNAFFECTED = member("UnaffectedVersions");
const FIXED = member("FixedVersion");
const AFFECTED = member("AffectedVersion");
const SEVERITY = member("Severity");
const VENDOR_SEVERITY = member("VendorSeverity");

export interface AdvisoryFacts {
  readonly isRanged: boolean;
  readonly isFixed: boolean;
  readonly isRated: boolean;
}

/** Of the value of an advisory; `isLanguage` where its versions are lists. Such a one has no severity of its own. */
export function advisoryFacts(value: Uint8Array, isLanguage: boolean): AdvisoryFacts {
  const json = asBuffer(value);
  if (isLanguage) {
    const isFixed = hasMember(json, PATCHED, isList);
    return { isFixed, isRanged: isFixed || hasMember(json, VULNERABLE, isList) || hasMember(json, UNAFFECTED, isList), isRated: false };
  }
  const isFixed = hasMember(json, FIXED, isText);
  return { isFixed, isRanged: isFixed || hasMember(json, AFFECTED, isText), isRated: hasMember(json, SEVERITY, isPositive) };
}

/** The severity of a vulnerability's value as it stands there, `""` for none, and whether a source gave one. */
export function severityFacts(value: Uint8Array): { readonly severity: string; readonly isVendorRated: boolean } {
  const json = asBuffer(value);
  let severity = "";
  hasMember(json, SEVERITY, (bytes, at) => {
    if (bytes[at] === QUOTE) severity = bytes.toString("latin1", at + 1, bytes.indexOf(QUOTE, at + 1));
    return true;
  });
  return { severity, isVendorRated: hasMember(json, VENDOR_SEVERITY, isRatedMap) };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * Whether a member of this name, at any depth, has a value that is `wanted`. Within a text of JSON every quotation mark has a backslash
 * before it, so that a quoted name and a colon are a member and nothing else.
 */
function hasMember(json: Buffer, name: Buffer, wanted: (json: Buffer, at: number) => boolean): boolean {
  for (let found = json.indexOf(name); found !== -1; found = json.indexOf(name, found + name.length)) {
    const colon = afterBlanks(json, found + name.length);
    if (json[colon] === COLON && wanted(json, afterBlanks(json, colon + 1))) return true;
  }
  return false;
}

function afterBlanks(json: Buffer, from: number): number {
  let at = from;
  while (at < json.length && (json[at] as number) <= 0x20) at++;
  return at;
}

/** A text that is not empty. */
function isText(json: Buffer, at: number): boolean {
  return json[at] === QUOTE && json[at + 1] !== QUOTE;
}

/** A list whose first text is not empty. */
function isList(json: Buffer, at: number): boolean {
  return json[at] === BRACKET && isText(json, afterBlanks(json, at + 1));
}

function isPositive(json: Buffer, at: number): boolean {
  const digit = json[at] as number;
  return digit > ZERO && digit <= NINE;
}

/** An object whose numbers are not all 0. */
function isRatedMap(json: Buffer, at: number): boolean {
  return json[at] === BRACE && /[1-9]/.test(json.toString("latin1", at, json.indexOf("}", at)).replaceAll(/"[^"]*"/g, ""));
}
