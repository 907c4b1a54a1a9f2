// What something that an SBOM describes may be asked for by: its name in the ways in which tools and people join it to its group and version.
// It knows names; formats know where they stand.

/** `nginx`, `acme/nginx`, `acme:nginx`, and each of them as `nginx:1.25` and `nginx@1.25`. */
export function subjectNames(name: string | undefined, version?: string, group?: string): readonly string[] {
  if (name === undefined || name === "") return [];
  const names = isGiven(group) ? [name, `${group}/${name}`, `${group}:${name}`] : [name];
  return isGiven(version) ? names.flatMap((each) => [each, `${each}:${version}`, `${each}@${version}`]) : names;
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}
