// Our side of the comparisons: the schemes under the names that the questions use.
import { dirname, join } from "node:path";
import { loadSource } from "./sources.mjs";

const sources = join(dirname(dirname(dirname(import.meta.dirname))), "packages", "adapter-trivy", "src");
const folder = join(sources, "versions");
const LANGUAGES = { npm: "npm", pep440: "pip", maven: "maven", gem: "rubygems", bitnami: "bitnami", generic: "go" };
const SYSTEMS = { apk: "alpine 3.18", dpkg: "debian 12", rpm: "Red Hat" };

/** Our schemes by name. */
export async function ourSchemes() {
  const { schemeOfLanguage, schemeOfSystem } = await loadSource(join(folder, "ecosystems.ts"));
  return new Map([
    ...Object.entries(LANGUAGES).map(([name, ecosystem]) => [name, schemeOfLanguage(ecosystem)]),
    ...Object.entries(SYSTEMS).map(([name, bucket]) => [name, schemeOfSystem(bucket)]),
  ]);
}

/** Our judgement of advisories. */
export async function ourJudgement() {
  const { isVulnerable } = await loadSource(join(folder, "advisory.ts"));
  return isVulnerable;
}

/** The keys that we write for a language's package. */
export async function ourKeys() {
  const { languageKeys } = await loadSource(join(sources, "mapping", "package-name.ts"));
  return languageKeys;
}
