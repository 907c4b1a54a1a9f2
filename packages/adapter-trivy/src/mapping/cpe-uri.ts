// Names of CPE as Red Hat and Trivy write them: URIs of CPE 2.2. Those of CPE 2.3 say the same in another form (NIST IR 7695, 6.1.2 and 6.2.2).

import { parsePurl } from "@stella-export/formats";

const PREFIX_23 = "cpe:2.3:";
/** part, vendor, product, version, update, edition, language. */
const PLAIN = 7;
/** edition, and the four that 2.3 has more, stand in one place of a URI. */
const EDITION = 5;

/** The URI of a name in either form; `undefined` for what is neither. */
export function cpeUri(text: string): string | undefined {
  if (text.startsWith("cpe:/")) return text.length > "cpe:/".length ? text : undefined;
  if (!text.startsWith(PREFIX_23)) return undefined;
  const values = (text.slice(PREFIX_23.length).match(/(?:\\.|[^:\\])*(?::|$)/gs) ?? []).map((value) => unbound(value.replace(/:$/, "")));
  const plain = values.slice(0, PLAIN);
  const [part = "", vendor = "", product = ""] = plain;
  if (!/^[aho]$/.test(part) || vendor === "" || product === "") return undefined;
  const more = values.slice(PLAIN, PLAIN + 4);
  if (more.some((value) => value !== "")) plain[EDITION] = `~${[plain[EDITION] ?? "", ...more].join("~")}`;
  return `cpe:/${plain.join(":").replace(/:+$/, "")}`;
}

/** Whether a name says no less than the package URL beside it does: one of a version, an edition or a host's hardware, and what is no name, may. */
export function isWholeCpe(text: string, purl: string): boolean {
  const uri = cpeUri(text);
  if (uri === undefined) return false;
  const [, , , version = "", update = "", edition = "", language = ""] = uri.slice("cpe:/".length).split(":");
  const [, plain = edition, software = "", , hardware = "", other = ""] = edition.split("~");
  const isNarrow = [update, plain, software, hardware, other, language].some((value) => !isAny(value));
  const own = parsePurl(purl)?.version ?? "";
  return !isNarrow && (isAny(version) || isOfOneVersion(own.toLowerCase().replace(/^(?:v|\d+:)/, ""), decoded(version)));
}

/** A value that is open, or of which there is none. */
function isAny(value: string): boolean {
  return value === "" || value === "-" || value === "*";
}

/** Distributions write more behind the version of what they build. */
function isOfOneVersion(own: string, version: string): boolean {
  return own === version || (own.startsWith(version) && /^[^\d.]/.test(own.slice(version.length)));
}

function decoded(value: string): string {
  return value.replaceAll(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))).toLowerCase();
}

/** A value of 2.3 as a URI has it. */
function unbound(value: string): string {
  if (value === "*") return "";
  return value.replaceAll(/\\(.)/gs, (_, character: string) =>
    /[\w.-]/.test(character) ? character : `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
