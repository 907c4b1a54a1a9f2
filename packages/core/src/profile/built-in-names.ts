// The names of the built-in profiles. Receivers demand them and limit keys to them, so no other profile may call itself by one.

const BUILT_IN_NAMES = ["json:policy", "json:raw", "mirror:delta", "mirror:full", "trivy:db", "trivy:java-db"];

/** Profiles whose every record stands in an index under `indexes/`, and nothing but shards under `data/`. */
const LISTED = ["json:policy", "json:raw", "trivy:db", "trivy:java-db"];

/** Why a profile of this kind and variant may not have the name; `undefined` where it may (contract: `metadata.name`). */
export function borrowedName(name: string, kind: string, variant: string): string | undefined {
  const own = `${kind}:${variant}`;
  return name === own || !BUILT_IN_NAMES.includes(name) ? undefined : `${name} is the name of a built-in profile, and this one is ${own}`;
}

export function isListedProfile(kind: string, variant: string): boolean {
  return LISTED.includes(`${kind}:${variant}`);
}
